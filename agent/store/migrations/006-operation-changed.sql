-- What an update of an endpoint changed: split, mirror or settings. Unknown for older operations.
ALTER TABLE operation ADD COLUMN changed TEXT;
