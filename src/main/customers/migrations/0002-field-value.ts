export const sql = `
-- A dialer names the lead that it calls, and the customer pops by it.
CREATE INDEX field_value ON field (value);
`
