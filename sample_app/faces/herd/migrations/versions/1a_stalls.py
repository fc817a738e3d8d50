import sqlalchemy as sa
from alembic import op

revision = "1a"
down_revision = None


def upgrade():
    op.create_table("stall", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table("animal", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade():
    op.drop_table("animal")
    op.drop_table("stall")
