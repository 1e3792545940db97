"use strict";

const {test} = require("node:test");
const assert = require("node:assert/strict");
const {Animagine} = require("./scripts.js");

const {fit} = Animagine.listPlace;
const VIEW = {left: 0, top: 0, right: 1280, bottom: 800};
const WANTED = {width: 460, height: 320};
const LINE = {left: 100, top: 100, bottom: 120};

const covers = (place, rect) => place.left < rect.right && place.left + WANTED.width > rect.left &&
    place.top < rect.bottom && place.top + place.height > rect.top;

test("below the line, else above it, and inside the window", () => {
    assert.deepEqual(fit(LINE, WANTED, [], VIEW), {left: 100, top: 124, height: 320});
    const low = fit({left: 1200, top: 700, bottom: 720}, WANTED, [], VIEW);
    assert.deepEqual(low, {left: 816, top: 376, height: 320});
});

test("never over Generate, wherever it is", () => {
    for (const left of [0, 150, 400, 500, 700, 900]) {
        for (const top of [0, 60, 124, 200, 300, 430, 700]) {
            const button = {left, top, right: left + 300, bottom: top + 80};
            const place = fit(LINE, WANTED, [button], VIEW);
            assert.ok(place && !covers(place, button), `${left} ${top}`);
            assert.ok(place.top >= LINE.bottom || place.top + place.height <= LINE.top);
        }
    }
});

test("on a phone it ends before a Generate that sticks to the bottom", () => {
    const view = {left: 0, top: 0, right: 390, bottom: 844};
    const button = {left: 0, top: 780, right: 390, bottom: 844};
    const place = fit({left: 12, top: 560, bottom: 580}, {width: 382, height: 320}, [button], view);
    assert.ok(place.top + place.height <= button.top);
    assert.equal(place.height, 320); // above the line there is room for all of it
});

test("no room is no list", () => {
    const view = {left: 0, top: 0, right: 390, bottom: 160};
    assert.equal(fit({left: 12, top: 40, bottom: 110}, {width: 382, height: 320}, [], view), null);
    assert.equal(fit({left: 12, top: 40, bottom: 110}, {width: 382, height: 30}, [], view).height, 30);
});

test("never where the pointer rests", () => {
    const pointer = {left: 190, top: 130, right: 210, bottom: 160};
    const place = fit(LINE, WANTED, [pointer], VIEW);
    assert.ok(!covers(place, pointer));
    assert.equal(place.height, 320);
});
