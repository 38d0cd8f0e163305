export const sql = /* sql */ `
-- Customers that were added here and then to a CRM: there they have an id of its making, and it is the only one from then
-- on. Whoever still asks by the old one is given the customer.
CREATE TABLE renamed (
  id     TEXT PRIMARY KEY,
  became TEXT NOT NULL
) WITHOUT ROWID;
`
