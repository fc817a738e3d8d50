-- The parish's copy, in MySQL.
CREATE TABLE Visits (
    id INT PRIMARY KEY AUTO_INCREMENT,
    notice INT NOT NULL
);
