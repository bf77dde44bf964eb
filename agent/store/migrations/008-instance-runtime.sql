-- Which runtime an instance was made for; NULL for those of older agents, which are processes.
ALTER TABLE instance ADD COLUMN runtime TEXT;
