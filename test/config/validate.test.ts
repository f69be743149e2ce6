import { describe, expect, test } from "vitest";
import { configSchema } from "../../src/config/schema.ts";
import { findComplaint } from "../../src/config/validate.ts";
import { defineTransform, type Transform } from "../../src/engine/transform.ts";

const labels: Transform = defineTransform({
  id: "oci-labels",
  summary: "Add labels",
  category: "metadata",
  safety: "safe",
  options: { source: "", count: 1, strict: false, names: [""] },
  effects: ["layers"],
  *find() {},
});

const any = configSchema();
const known = configSchema([labels], "known-only");

describe("a good configuration", () => {
  test.each([
    {},
    { $schema: "x" },
    { files: { include: [], exclude: ["third_party/**"] }, unsafe: false },
    { transforms: { "exec-form": "off", "apt-cleanup": "safe", "oci-labels": { source: "https://example.com" } } },
    {
      overrides: [{ files: ["legacy/**"], transforms: { "split-copy": "off" } }],
      contexts: { "services/*/Dockerfile": "." },
      plugins: ["./house.mjs"],
    },
    { extends: "root" },
  ])("%j", (config) => {
    expect(findComplaint(config, any)).toBeUndefined();
  });
});

describe("a wrong one", () => {
  test.each([
    [{ transfroms: {} }, { path: "", message: 'unknown key "transfroms"', hint: 'did you mean "transforms"?' }],
    [{ zzz: 1 }, { path: "", message: 'unknown key "zzz"' }],
    [{ files: { exclud: [] } }, { path: "files", message: 'unknown key "exclud"', hint: 'did you mean "exclude"?' }],
    [{ files: { exclude: "a" } }, { path: "files.exclude", message: "must be an array, not string" }],
    [{ files: { exclude: [1] } }, { path: "files.exclude[0]", message: "must be a string, not number" }],
    [{ files: { exclude: [""] } }, { path: "files.exclude[0]", message: "must not be empty" }],
    [{ files: { exclude: ["!a"] } }, { path: "files.exclude[0]" }],
    [{ unsafe: "yes" }, { path: "unsafe", message: "must be a boolean, not string" }],
    [{ unsafe: null }, { path: "unsafe", message: "must be a boolean, not null" }],
    [
      { transforms: { "exec-form": "of" } },
      { path: "transforms.exec-form", message: 'must be one of "off", "safe", "unsafe"', hint: 'did you mean "off"?' },
    ],
    [{ transforms: { "exec-form": false } }, { path: "transforms.exec-form", message: 'must be "off", "safe", "unsafe" or an object' }],
    [{ transforms: { "exec-form": { a: {} } } }, { path: "transforms.exec-form.a" }],
    [{ overrides: [{ files: [] }] }, { path: "overrides[0]", message: 'needs "transforms"' }],
    [[], { path: "", message: "must be an object, not array" }],
    ["x", { path: "", message: "must be an object, not string" }],
  ])("%j", (config, complaint) => {
    expect(findComplaint(config, any)).toMatchObject(complaint);
  });

  test("does not take names of the prototype for known", () => {
    expect(findComplaint(JSON.parse('{"constructor": 1}'), any)).toMatchObject({ message: 'unknown key "constructor"' });
    expect(findComplaint(JSON.parse('{"__proto__": 1}'), any)).toMatchObject({ message: 'unknown key "__proto__"' });
  });
});

describe("held against the transforms there are", () => {
  test.each([
    [{ transforms: { "oci-lables": "off" } }, { path: "transforms", hint: 'did you mean "oci-labels"?' }],
    [{ overrides: [{ files: ["a"], transforms: { nothing: "off" } }] }, { path: "overrides[0].transforms" }],
    [{ transforms: { "oci-labels": { sorce: "" } } }, { path: "transforms.oci-labels", hint: 'did you mean "source"?' }],
    [{ transforms: { "oci-labels": { count: "1" } } }, { path: "transforms.oci-labels.count", message: "must be a number, not string" }],
    [{ transforms: { "oci-labels": { names: "a" } } }, { path: "transforms.oci-labels.names", message: "must be an array, not string" }],
  ])("%j", (config, complaint) => {
    expect(findComplaint(config, known)).toMatchObject(complaint);
  });

  test("its options pass", () => {
    expect(findComplaint({ transforms: { "oci-labels": { source: "a", count: 2, strict: true, names: ["b"] } } }, known)).toBeUndefined();
  });
});
