import sqlalchemy as sa
from alembic import op

revision = "2b"
down_revision = "1a"


def upgrade():
    op.drop_table("animal")  # expect[migration-drops-model]
    op.add_column("herdsman", sa.Column("name", sa.String()))  # expect[migrations-cannot-run]


def downgrade():
    op.drop_column("herdsman", "name")
