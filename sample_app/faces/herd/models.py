from sqlalchemy import ForeignKey, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

session = Session(create_engine("sqlite://"))


class Base(DeclarativeBase):
    pass


class Stall(Base):  # expect[column-without-migration]
    __tablename__ = "stall"
    id: Mapped[int] = mapped_column(primary_key=True)
    places: Mapped[int] = mapped_column(default=4)
    name: Mapped[str]
    animals = relationship("Animal", back_populates="stall")


class Animal(Base):
    __tablename__ = "animal"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    stall_id: Mapped[int] = mapped_column(ForeignKey("stall.id"))
    stall = relationship("Stall", back_populates="animals")


class Feed(Base):  # expect[model-without-migration]
    __tablename__ = "feed"
    id: Mapped[int] = mapped_column(primary_key=True)
    animal_id: Mapped[int] = mapped_column(ForeignKey("animals.id"))  # expect[foreign-key-to-no-table]
