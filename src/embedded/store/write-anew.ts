// A table written anew, so that no page of it keeps copies of what was deleted: those that stay behind when pages split.
import type { Database } from '../../world/database.ts'

/** For small tables of texts. Under `secure_delete`, so that the pages of the old one are overwritten. */
export function writeAnew(db: Database, table: string): void {
  const [made] = db.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').all(table)
  const sql = String(made?.['sql'])
  db.exec(`CREATE TABLE anew${sql.slice(sql.indexOf('('))};
    INSERT INTO anew SELECT * FROM ${table} ORDER BY id;
    DROP TABLE ${table};
    ALTER TABLE anew RENAME TO ${table}`)
}
