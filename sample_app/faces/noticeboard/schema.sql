-- The parish's copy, in MySQL.
DROP DATABASE parish;  -- expect[database-dropped-first]
CREATE DATABASE parish;
USE parish;
CREATE TABLE Visits (
    id INT PRIMARY KEY AUTO_INCREMENT,
    notice INT NOT NULL
);
