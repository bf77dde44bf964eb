-- What an operation changed, value by value (JSON). Unknown for older operations.
ALTER TABLE operation ADD COLUMN changes TEXT;
