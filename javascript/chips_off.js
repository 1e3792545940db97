/**
 * What is switched off: taken out of the prompt, so that it is not sent, and kept with its place. It
 * stands in a box of its own that nobody sees, a line each, so that it goes wherever the prompt goes:
 * `7 blue eyes` stood before the eighth character.
 */
(() => {
    "use strict";

    const area = (/** @type {string} */ id) => Animagine.panelControls.area(id);
    const LINE = /^(\d{1,9}) (.+)$/;

    /** @type {Animagine.Off[]} in the order in which they stand */
    let kept = [];
    /** The prompt that the places are of, and what the box was last set to. */
    let text = "";
    let told = "";

    /**
     * @param {string} lines
     * @param {string} prompt
     * @returns {Animagine.Off[]}
     */
    function read(lines, prompt) {
        const unit = Animagine.spans.units(prompt);
        const found = lines.split("\n").flatMap((line) => {
            const [, place, tag] = LINE.exec(line) || [];
            return tag ? [{at: Math.min(prompt.length, unit(Number(place))), tag, back: null}] : [];
        });
        return found.sort((one, other) => one.at - other.at);
    }

    /**
     * @param {Animagine.Off[]} all
     * @param {string} prompt
     * @returns {string} as `read` reads it
     */
    function written(all, prompt) {
        return all.map(({at, tag}) => `${[...prompt.slice(0, at)].length} ${tag}`).join("\n");
    }

    /**
     * The places after the prompt has been typed on.
     *
     * @param {Animagine.Off[]} all
     * @param {string} before
     * @param {string} after
     */
    function followed(all, before, after) {
        if (before === after || all.length === 0) return all;
        const {head, tail} = Animagine.spans.common(before, after);
        const end = Math.min(tail, Math.min(before.length, after.length) - head);
        const edit = {start: head, end: before.length - end, insert: after.slice(head, after.length - end)};
        return all.map((off) => ({...off, at: Animagine.chipsText.moved(off.at, edit)}));
    }

    /**
     * With one more, which an edit takes out of the prompt.
     *
     * @param {Animagine.Off[]} all
     * @param {string} prompt before it
     * @param {Animagine.Chip} chip
     * @param {Animagine.Chipped} done
     */
    function added(all, prompt, chip, {edit, chips}) {
        const after = Animagine.chipsText.edited(prompt, edit);
        const gone = prompt.slice(edit.start, edit.end);
        const off = {at: edit.start, tag: prompt.slice(chip.start, chip.end), back: {chip, gone, put: edit.insert, ...beside(edit.start, edit.insert, after, chips)}};
        const behind = all.findIndex(({at}) => at >= chip.end);
        const others = all.map((each) => ({...each, at: Animagine.chipsText.moved(each.at, edit)}));
        others.splice(behind < 0 ? others.length : behind, 0, off);
        return others;
    }

    /**
     * What stands between a place and the items around it.
     *
     * @param {number} at
     * @param {string} put what stands at the place
     * @param {string} prompt
     * @param {Animagine.Chip[]} chips
     */
    function beside(at, put, prompt, chips) {
        const end = at + put.length;
        const before = chips.filter((chip) => chip.end <= at).pop();
        const after = chips.find((chip) => chip.start >= end);
        return {left: prompt.slice(before ? before.end : 0, at), right: prompt.slice(end, after ? after.start : prompt.length)};
    }

    /**
     * One put back into the prompt, and the others beside it: just what was taken out where all stands as
     * it was left, else the tag behind the item in front of it.
     *
     * @param {Animagine.Off[]} all
     * @param {number} n
     * @param {string} prompt
     * @param {Animagine.Chip[]} chips
     */
    function returned(all, n, prompt, chips) {
        const {at, tag, back} = all[n];
        const exact = back && isLeft(all[n], prompt, chips) ? {start: at, end: at + back.put.length, insert: back.gone} : null;
        const edit = exact ?? behind(at, tag, prompt, chips);
        const start = edit.start + edit.insert.indexOf(tag);
        const end = start + tag.length;
        const {chipsText} = Animagine;
        const others = all.flatMap((off, m) => {
            const place = chipsText.moved(off.at, edit);
            return m === n ? [] : [{...off, at: m < n ? Math.min(place, start) : Math.max(place, end)}];
        });
        const known = {...(back?.chip ?? UNKNOWN), change: "", reason: "", moves: false};
        const step = start - known.start;
        const inside = back ? {start: known.inside.start + step, end: known.inside.end + step} : {start, end};
        const removal = {start: edit.start, end: edit.start + edit.insert.length, insert: prompt.slice(edit.start, edit.end)};
        const chip = {...known, text: back ? known.text : tag, start, end, inside, removal};
        const shifted = chips.map((each) => chipsText.shifted(each, edit));
        return {edit, off: others, chips: [...shifted, chip].sort((one, other) => one.start - other.start)};
    }

    /** What a tag is of which the server has not told yet. @type {Animagine.Chip} */
    const UNKNOWN = {start: 0, end: 0, inside: {start: 0, end: 0}, kind: "general", text: "", weight: 1, scope: -1, moves: false, removal: null, change: "", reason: ""};

    /**
     * Does all around its place stand as it was left?
     *
     * @param {Animagine.Off} off
     * @param {string} prompt
     * @param {Animagine.Chip[]} chips
     */
    function isLeft({at, back}, prompt, chips) {
        if (!back || !prompt.startsWith(back.put, at)) return false;
        if (chips.some((chip) => chip.start < at + back.put.length && at < chip.end)) return false;
        const {left, right} = beside(at, back.put, prompt, chips);
        return left === back.left && right === back.right;
    }

    /**
     * @param {number} at
     * @param {string} tag
     * @param {string} prompt
     * @param {Animagine.Chip[]} chips
     * @returns {Animagine.Edit} that writes the tag behind the item in front of a place
     */
    function behind(at, tag, prompt, chips) {
        const before = chips.filter((chip) => chip.start < at).pop();
        if (before) return {start: before.end, end: before.end, insert: Animagine.chipsText.isFixed(before) ? ` ${tag},` : `, ${tag}`};
        const start = chips.length ? chips[0].start : prompt.length;
        return {start, end: start, insert: chips.length ? `${tag}, ` : tag};
    }

    /**
     * See whether the box or the prompt is another by now. Both may be written one after the other, so this
     * is asked when both are: what the box says then holds for the prompt as it is.
     */
    function look() {
        const box = area("off");
        const prompt = area("prompt")?.value ?? "";
        if (box && box.value !== told) {
            told = box.value;
            kept = read(told, prompt);
        } else if (kept.length && prompt !== text) {
            const lines = plan(followed(kept, text, prompt), prompt);
            if (box && box.value !== lines) Animagine.writing.set(box, lines);
        }
        text = prompt;
        return kept;
    }

    /**
     * These from now on, in a prompt that is being written.
     *
     * @param {Animagine.Off[]} all
     * @param {string} prompt
     * @returns {string} what the box is to hold
     */
    function plan(all, prompt) {
        kept = all;
        text = prompt;
        told = written(all, prompt);
        return told;
    }

    /**
     * The box as a part of a step that can be undone.
     *
     * @param {string} lines
     * @returns {Animagine.Part[]}
     */
    function part(lines) {
        const box = area("off");
        if (!box) return [];
        return [{box, value: lines, read: () => box.value, write: (to) => Animagine.writing.set(box, to)}];
    }

    Animagine.off = {UNKNOWN, read, written, followed, added, returned, look, plan, part, lines: () => area("off")?.value ?? ""};
})();
