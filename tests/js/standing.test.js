"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const {test} = require("node:test");
require("./scripts.js");

globalThis.HTMLElement = class {};
globalThis.document = {baseURI: "http://localhost/", querySelector: () => null};

const PACKAGE = path.join(__dirname, "..", "..", "sd_animagine", "__init__.py");
const STANDS = {active: true, why: "", checkpoint: null};

/**
 * What the page says beside a server of a version.
 *
 * @param {string} version
 */
async function beside(version) {
    globalThis.fetch = async () => Response.json({...STANDS, version});
    await Animagine.standing.look(() => {});
    return Animagine.standing.mismatch();
}

test("the scripts are of the package's version, and then nothing is said", async () => {
    const [, version] = /** @type {RegExpMatchArray} */ (/__version__ = "(.*)"/.exec(fs.readFileSync(PACKAGE, "utf8")));
    assert.equal(Animagine.standing.VERSION, version);
    assert.equal(await beside(version), "");
});

for (const version of ["0.1.0", "0.1.9"]) {
    test(`a program of ${version} that still runs is to be restarted`, async () => {
        const said = await beside(version);
        assert.match(said, new RegExp(`^Animagine ${version} still runs, .*: restart the program$`));
    });
}

for (const version of ["0.2.1", "0.3.0", "0.10.0", "1.0.0"]) {
    test(`scripts of before ${version} that the browser kept are to be loaded anew`, async () => {
        const said = await beside(version);
        assert.match(said, new RegExp(`of Animagine .*, the program of ${version}: reload the page`));
    });
}
