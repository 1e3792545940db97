/**
 * The items of a prompt, and edits of its text that touch one of them. What an item is and what takes it
 * out says the server; here only places are counted on, so that a second press needs no second answer.
 */
(() => {
    "use strict";

    /**
     * @param {any[]} items as the server lists them, with its places
     * @param {string} text
     * @returns {Animagine.Chip[]}
     */
    function chips(items, text) {
        const unit = Animagine.spans.units(text);
        /** @param {{start: number, end: number}} place */
        const there = ({start, end}) => ({start: unit(start), end: unit(end)});
        return items.map((item) => ({
            ...item,
            ...there(item),
            inside: there(item.inside),
            removal: item.removal && {...there(item.removal), insert: item.removal.text},
        }));
    }

    /**
     * @param {string} text
     * @param {Animagine.Edit} edit
     */
    function edited(text, {start, end, insert}) {
        return text.slice(0, start) + insert + text.slice(end);
    }

    /** @param {Animagine.Chip} chip one that parts others, such as BREAK, or is frozen: it stays as it is */
    function isFixed({kind, removal, moves}) {
        return kind === "syntax" && removal === null && !moves;
    }

    /**
     * A place after an edit; one inside it is where it ends.
     *
     * @param {number} place
     * @param {Animagine.Edit} edit
     */
    function moved(place, {start, end, insert}) {
        if (place <= start) return place;
        return place >= end ? place + insert.length - (end - start) : start + insert.length;
    }

    /**
     * An item that an edit did not touch, where it is afterwards.
     *
     * @param {Animagine.Chip} chip
     * @param {Animagine.Edit} edit
     * @returns {Animagine.Chip}
     */
    function shifted(chip, edit) {
        const behind = chip.start >= edit.end;
        const step = behind ? edit.insert.length - (edit.end - edit.start) : 0;
        const {removal} = chip;
        const stands = removal && (removal.end <= edit.start || removal.start >= edit.end);
        const shift = (/** @type {{start: number, end: number}} */ {start, end}) => ({start: start + step, end: end + step});
        const further = removal && removal.start >= edit.end ? edit.insert.length - (edit.end - edit.start) : 0;
        return {
            ...chip,
            ...shift(chip),
            inside: shift(chip.inside),
            removal: stands ? {start: removal.start + further, end: removal.end + further, insert: removal.insert} : null,
        };
    }

    /**
     * An item weighed one step; null where it cannot be.
     *
     * @param {string} text
     * @param {Animagine.Chip[]} all
     * @param {number} at
     * @param {1 | -1} direction
     * @returns {Animagine.Chipped | null}
     */
    function weighed(text, all, at, direction) {
        const chip = all[at];
        const {weigh, steps} = Animagine.weigh;
        const place = chip.kind === "network" ? {start: chip.inside.start + 1, end: chip.inside.start + 1} : chip.inside;
        const done = isFixed(chip) ? null : weigh(text, place, direction, steps(Animagine.options.host()));
        if (done === null) return null;
        const {change} = done;
        const step = change.insert.length - (change.end - change.start);
        const {removal} = chip;
        const now = {
            ...chip,
            start: Math.min(chip.start, change.start),
            end: chip.end + step,
            inside: chip.kind === "network" ? {start: chip.inside.start, end: chip.inside.end + step} : {start: done.start, end: done.end},
            weight: chip.kind === "network" ? chip.weight : done.weight,
            removal: removal && removal.start <= change.start && change.end <= removal.end ? {...removal, end: removal.end + step} : null,
        };
        now.text = chip.kind === "network" ? edited(text, change).slice(now.inside.start, now.inside.end) : chip.text;
        return {edit: change, chips: all.map((each, n) => n === at ? now : shifted(each, change)), at};
    }

    /**
     * An item in another place: those between go one further, and what parts them stays where it is.
     *
     * @param {string} text
     * @param {Animagine.Chip[]} all
     * @param {number} at
     * @param {number} to the number of the item whose place it takes, or of one beyond the last
     * @returns {Animagine.Chipped | null}
     */
    function carried(text, all, at, to) {
        if (!all[at].moves) return null;
        const slots = all.flatMap((chip, n) => chip.moves && chip.scope === all[at].scope ? [n] : []);
        const from = slots.indexOf(at);
        const near = to > at ? slots.filter((n) => n <= to).length - 1 : slots.findIndex((n) => n >= to);
        if (near < 0 || near === from) return null;
        const order = [...slots];
        order.splice(near, 0, ...order.splice(from, 1));
        const [first, last] = [Math.min(from, near), Math.max(from, near)];
        const whose = new Map(slots.map((slot, n) => [slot, order[n]]));
        const start = all[slots[first]].start;
        const end = all[slots[last]].end;
        let insert = "";
        let place = start;
        const chips = [...all];
        for (let n = slots[first]; n <= slots[last]; n++) {
            insert += text.slice(place, all[n].start);
            const chip = all[whose.get(n) ?? n];
            const step = start + insert.length - chip.start;
            insert += text.slice(chip.start, chip.end);
            place = all[n].end;
            chips[n] = {...chip, start: chip.start + step, end: chip.end + step, inside: {start: chip.inside.start + step, end: chip.inside.end + step}, removal: null};
        }
        const edit = {start, end, insert};
        const rest = (/** @type {Animagine.Chip} */ chip, /** @type {number} */ n) => n < slots[first] || n > slots[last] ? shifted(chip, edit) : chip;
        return {edit, chips: chips.map(rest), at: slots[near]};
    }

    /**
     * An item taken out; null where it cannot be, or the server has to say anew how.
     *
     * @param {Animagine.Chip[]} all
     * @param {number} at
     * @returns {Animagine.Chipped | null}
     */
    function removed(all, at) {
        const edit = all[at].removal;
        if (edit === null) return null;
        const chips = all.filter((_, n) => n !== at).map((chip) => shifted(chip, edit));
        return {edit, chips, at: Math.min(at, chips.length - 1)};
    }

    Animagine.chipsText = {chips, isFixed, edited, moved, shifted, weighed, carried, removed};
})();
