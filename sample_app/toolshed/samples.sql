INSERT INTO tools (name, description) VALUES
    ('Cordless drill', 'Two batteries, one of them honest.'),
    ('Extension ladder', 'Reaches the gutter. Bring a friend to hold it.'),
    ('Apple press', 'Busy every October; book it before the blossom falls.'),
    ('Cargo bike', 'Carries a sofa if nobody is watching.'),
    ('Hedge trimmer', 'Sharp. The scar on the handle is a warning.');
