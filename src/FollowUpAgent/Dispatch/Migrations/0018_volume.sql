-- The shares of volume that count a message, and those by which its contact is limited; null for none.
ALTER TABLE message ADD COLUMN volumes text NULL;
