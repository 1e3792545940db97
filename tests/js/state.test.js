"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const {Animagine, OPTIONS} = require("./scripts.js");

const {CLOSED, show, move, select} = Animagine.state;
const offers = (...keys) => ({caret: null, solicited: true, offers: keys.map((key) => ({key}))});
const open = (...keys) => show(CLOSED, offers(...keys));

test("opens with nothing chosen, closes without offers", () => {
    assert.equal(open("a", "b").selected, -1);
    assert.equal(show(open("a"), null), CLOSED);
    assert.equal(show(open("a"), offers()), CLOSED);
});

test("every change is a new value", () => {
    const state = open("a", "b");
    assert.notEqual(move(state, 1), state);
    assert.equal(state.selected, -1);
    assert.ok(Object.isFrozen(state) && Object.isFrozen(state.offers));
});

test("one step goes around, a page stops at the ends", () => {
    const state = open("a", "b", "c");
    assert.equal(move(state, 1).selected, 0);
    assert.equal(move(state, -1).selected, 2);
    assert.equal(move(select(state, 2), 1).selected, 0);
    assert.equal(move(select(state, 0), -1).selected, 2);
    assert.equal(move(select(state, 1), 8).selected, 2);
    assert.equal(move(select(state, 1), -8).selected, 0);
    assert.equal(move(CLOSED, 1), CLOSED);
});

test("what was chosen stays chosen while it is there", () => {
    const chosen = select(open("a", "b", "c"), 1);
    assert.equal(show(chosen, offers("x", "b")).selected, 1);
    assert.equal(show(chosen, offers("x")).selected, -1);
});

const key = (name, more = {}) => ({key: name, ctrlKey: false, altKey: false, metaKey: false, shiftKey: false,
    isComposing: false, keyCode: 0, ...more});
const command = (event, state, options = {}) => Animagine.keys.command(event, state, {...OPTIONS, ...options});

test("with the list closed every key is left alone, but the two that open it", () => {
    for (const name of ["ArrowDown", "ArrowUp", "Enter", "Tab", "Escape", "PageDown", "a"]) assert.equal(command(key(name), CLOSED), null, name);
    assert.deepEqual(command(key(" ", {ctrlKey: true}), CLOSED), {name: "open"});
    assert.deepEqual(command(key("ArrowDown", {altKey: true}), CLOSED), {name: "open"});
});

test("Ctrl+Enter generates, Ctrl+Up weighs, also with the list open", () => {
    const state = select(open("a", "b"), 0);
    for (const name of ["Enter", "ArrowUp", "ArrowDown"]) {
        assert.equal(command(key(name, {ctrlKey: true}), state), null);
        assert.equal(command(key(name, {metaKey: true}), state), null);
    }
    assert.equal(command(key("Enter", {shiftKey: true}), state), null);
    assert.equal(command(key("Tab", {shiftKey: true}), state), null);
});

test("the list's own keys", () => {
    const state = open("a", "b");
    assert.deepEqual(command(key("ArrowDown"), state), {name: "move", step: 1});
    assert.deepEqual(command(key("ArrowUp"), state), {name: "move", step: -1});
    assert.deepEqual(command(key("PageDown"), state), {name: "move", step: 8});
    assert.deepEqual(command(key("Escape"), state), {name: "close"});
    assert.deepEqual(command(key("ArrowUp", {altKey: true}), state), {name: "close"});
    assert.equal(command(key("Home"), state), null);
});

test("Tab takes the first or the chosen one, Enter only the chosen one", () => {
    const state = open("a", "b");
    assert.deepEqual(command(key("Tab"), state), {name: "accept", at: 0});
    assert.deepEqual(command(key("Tab"), select(state, 1)), {name: "accept", at: 1});
    assert.equal(command(key("Enter"), state), null);
    assert.deepEqual(command(key("Enter"), select(state, 1)), {name: "accept", at: 1});
    assert.equal(command(key("Tab"), state, {tab: false}), null);
    assert.equal(command(key("Enter"), select(state, 1), {enter: false}), null);
});

test("what only comes next holds up neither Tab nor the caret", () => {
    const state = show(CLOSED, {...offers("a", "b"), solicited: false});
    assert.equal(command(key("Tab"), state), null);
    assert.equal(command(key("ArrowUp"), state), null);
    assert.deepEqual(command(key("Tab"), select(state, 0)), {name: "accept", at: 0});
});

test("a composing keyboard is left alone", () => {
    const state = select(open("a"), 0);
    assert.equal(command(key("Enter", {isComposing: true}), state), null);
    assert.equal(command(key("Process", {keyCode: 229}), state), null);
});
