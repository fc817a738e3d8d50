from flask_login import current_user
from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from werkzeug.security import generate_password_hash


class Base(DeclarativeBase):
    pass


class Plant(Base):
    __tablename__ = "plant"
    id: Mapped[int] = mapped_column(primary_key=True)
    seeds = relationship("Seeds", back_populates="plant")  # expect[mapper-configuration-fails]


class Seed(Base):
    __tablename__ = "seed"
    id: Mapped[int] = mapped_column(primary_key=True)
    plant_id: Mapped[int] = mapped_column(ForeignKey("plant.id"))
    plant = relationship("Plant", back_populates="seeds")


class Gardener(Base):  # expect[tables-never-made]
    __tablename__ = "gardener"
    id: Mapped[int] = mapped_column(primary_key=True)
    password_hash: Mapped[str] = mapped_column(String(120))  # expect[hash-longer-than-column]

    pin_hash: Mapped[str] = mapped_column(Text)

    def set_password(self, password):
        self.password_hash = generate_password_hash(password)

    def set_pin(self, pin):
        from bcrypt import gensalt, hashpw

        self.pin_hash = hashpw(pin.encode(), gensalt())  # expect[hash-kept-as-bytes]


def plant_view(session):
    from flask_admin.contrib.sqla import ModelView

    class PlantView(ModelView):
        can_view_details = True

        def get_query(self):  # expect[admin-records-unlimited]
            return super().get_query().filter_by(gardener=current_user.get_id())

    return PlantView(Plant, session)
