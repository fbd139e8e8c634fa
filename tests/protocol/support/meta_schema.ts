/** The schema that OpenRPC documents are held against: the real one. */
import { Ajv } from "ajv/dist/ajv.js";
import * as metaSchema from "@open-rpc/meta-schema";

/** What it leaves to the meta schema of JSON Schema, of which it knows an older draft: Ajv compiles ours. */
const anySchema = {
  definitions: { JSONSchemaObject: { properties: { $ref: { type: "string" } } } },
};

// Its own types tell of the types it describes, and nothing of what it exports.
const { openrpcDocument } = metaSchema as unknown as { openrpcDocument: Record<string, unknown> };

/** What is wrong with an OpenRPC document; nothing, where it is one. */
export function faultsOfDocument(document: unknown): unknown[] {
  const ajv = new Ajv({ strict: false, validateSchema: false, logger: false, allErrors: true });
  for (const end of ["", "/"]) {
    const $id = `https://meta.json-schema.tools${end}`;
    ajv.addSchema({ $id, ...anySchema });
  }
  const { $schema: _draft, ...schema } = openrpcDocument;
  const fits = ajv.compile(schema);
  fits(document);
  return fits.errors ?? [];
}
