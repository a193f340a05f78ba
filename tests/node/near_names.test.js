// Names that are like one that there is not, as Python's difflib has them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { like } from "../../ui/browser/model/near_names.js";
import { golden } from "./golden.js";

test("a name like one that there is not is found as in Python", () => {
  assert.ok(golden.meant.some(({ found }) => found.length === 3));
  for (const { said, names, found } of golden.meant) assert.deepEqual(like(said, names), found, said);
});
