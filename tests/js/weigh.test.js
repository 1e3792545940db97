"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const {Animagine} = require("./scripts.js");

const STEPS = Animagine.weigh.steps({});

/** `‸` is the caret, two of them a selection; so in the answer. */
function weighed(marked, direction = 1, steps = STEPS) {
    const start = marked.indexOf("‸");
    const end = marked.lastIndexOf("‸");
    const text = marked.replaceAll("‸", "");
    const done = Animagine.weigh.weigh(text, {start, end: Math.max(start, end - 1)}, direction, steps);
    if (done === null) return null;
    const {start: from, end: to, insert} = done.change;
    const after = text.slice(0, from) + insert + text.slice(to);
    const inner = done.start === done.end ? "‸" : `‸${after.slice(done.start, done.end)}‸`;
    return after.slice(0, done.start) + inner + after.slice(done.end);
}

test("the tag at the caret, up and down, and back to what was typed", () => {
    assert.equal(weighed("1girl, long ha‸ir, smile"), "1girl, (long ha‸ir:1.1), smile");
    assert.equal(weighed("1girl, (long ha‸ir:1.1), smile"), "1girl, (long ha‸ir:1.2), smile");
    assert.equal(weighed("1girl, (long ha‸ir:1.1), smile", -1), "1girl, long ha‸ir, smile");
    assert.equal(weighed("(smile‸:1.9)"), "(smile‸:2.0)");
    assert.equal(weighed("(smile:1.‸2)"), "(smile‸:1.3)");
    assert.equal(weighed("(smile:0.‸1)", -1), "(smile‸:0.0)");
    assert.equal(weighed("(smile‸:0.0)", -1), "(smile‸:0.0)");
});

test("brackets of a name are its own", () => {
    assert.equal(weighed("firefly \\(hon‸kai: star rail\\), x"), "(firefly \\(hon‸kai: star rail\\):1.1), x");
    assert.equal(weighed("(firefly \\(hon‸kai: star rail\\):1.1), x", -1), "firefly \\(hon‸kai: star rail\\), x");
});

test("one of several in a bracket is weighed alone", () => {
    assert.equal(weighed("(smi‸le, blush:1.2)"), "((smi‸le:1.1), blush:1.2)");
});

test("brackets without a number become one", () => {
    assert.equal(weighed("((smi‸le))"), "(smi‸le:1.3)");
    assert.equal(weighed("(smi‸le)", -1), "smi‸le");
    assert.equal(weighed("[smi‸le]", 1), "smi‸le");
});

test("what is selected, without blanks and commas at its ends", () => {
    assert.equal(weighed("1girl,‸ smile, blush,‸ x"), "1girl, (‸smile, blush‸:1.1), x");
    assert.equal(weighed("1girl, (‸smile, blush‸:1.1), x"), "1girl, (‸smile, blush‸:1.2), x");
    assert.equal(weighed("1girl‸, ‸x"), null);
});

test("a network by its own step", () => {
    assert.equal(weighed("<lora:fl‸at:1>, x"), "<lora:fl‸at:1.05>, x");
    assert.equal(weighed("<lora:flat:0.‸5>, x", -1), "<lora:flat‸:0.45>, x");
    assert.equal(weighed("<lora:fl‸at>, x"), "<lora:fl‸at:1.05>, x");
    assert.equal(weighed("<lora:fl‸at:1:0.5>"), "<lora:fl‸at:1.05:0.5>");
});

test("by the steps that the host's settings page says", () => {
    const steps = Animagine.weigh.steps({keyedit_precision_attention: 0.3, keyedit_precision_extra: 0.1});
    assert.equal(weighed("smi‸le", 1, steps), "(smi‸le:1.3)");
    assert.equal(weighed("<lora:fl‸at:1>", 1, steps), "<lora:fl‸at:1.1>");
});

test("text from right to left, and nothing in a comment or between tags", () => {
    assert.equal(weighed("فتا‸ة, x"), "(فتا‸ة:1.1), x");
    assert.equal(weighed("smile # no‸te"), null);
    assert.equal(weighed("smile, ‸"), null);
});

test("keys that weigh: not while somebody composes, nor with Shift", () => {
    const key = {key: "ArrowUp", ctrlKey: true, metaKey: false, altKey: false, shiftKey: false, isComposing: false, keyCode: 38};
    assert.equal(Animagine.keys.weighs(key), 1);
    assert.equal(Animagine.keys.weighs({...key, key: "ArrowDown"}), -1);
    assert.equal(Animagine.keys.weighs({...key, ctrlKey: false, metaKey: true}), 1);
    for (const more of [{ctrlKey: false}, {shiftKey: true}, {altKey: true}, {isComposing: true}, {keyCode: 229}, {key: "x"}]) {
        assert.equal(Animagine.keys.weighs({...key, ...more}), 0, JSON.stringify(more));
    }
});
