from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


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
