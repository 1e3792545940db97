/**
 * Findings as places in a box's text: from Python's characters to the browser's units, and along
 * with the text while somebody types on.
 */
(() => {
    "use strict";

    /**
     * Python counts code points, the browser UTF-16 units.
     *
     * @param {string} text
     * @returns {(place: number) => number}
     */
    function units(text) {
        if (!/[\ud800-\udbff][\udc00-\udfff]/.test(text)) return (place) => place;
        /** @type {number[]} */
        const starts = [];
        for (let at = 0; at < text.length; at++) {
            starts.push(at);
            if (/** @type {number} */ (text.codePointAt(at)) > 0xffff) at++;
        }
        starts.push(text.length);
        return (place) => starts[Math.min(place, starts.length - 1)];
    }

    /**
     * @param {Animagine.Finding[]} findings
     * @param {string} text the text they are about
     * @returns {Animagine.Finding[]} with the browser's places
     */
    function inUnits(findings, text) {
        const unit = units(text);
        return findings.map((finding) => ({
            ...finding,
            start: unit(finding.start),
            end: unit(finding.end),
            fixes: finding.fixes.map((fix) => ({
                ...fix,
                edits: fix.edits.map((edit) => ({...edit, start: unit(edit.start), end: unit(edit.end)})),
            })),
        }));
    }

    /**
     * How many characters two texts share at their beginning, and how many at their end; of a shorter
     * text both may tell of the same ones.
     *
     * @param {string} one
     * @param {string} other
     */
    function common(one, other) {
        const shorter = Math.min(one.length, other.length);
        let head = 0;
        while (head < shorter && one[head] === other[head]) head++;
        let tail = 0;
        while (tail < shorter && one[one.length - 1 - tail] === other[other.length - 1 - tail]) tail++;
        // half of a character, such as an emoji, is none
        if (head > 0 && /[\uD800-\uDBFF]/.test(one[head - 1])) head--;
        if (tail > 0 && /[\uDC00-\uDFFF]/.test(one[one.length - tail])) tail--;
        return {head, tail};
    }

    /**
     * The places that still stand after a change; what was touched is gone until the next answer.
     *
     * @param {Animagine.Finding[]} findings
     * @param {string} before
     * @param {string} after
     * @returns {Animagine.Finding[]}
     */
    function moved(findings, before, after) {
        if (before === after || findings.length === 0) return findings;
        const {head, tail} = common(before, after);
        const step = after.length - before.length;
        return findings.flatMap((finding) => {
            if (finding.end <= head && finding.end > finding.start) return [{...finding, fixes: []}];
            if (finding.start < before.length - tail || finding.end === 0) return [];
            return [{...finding, start: finding.start + step, end: finding.end + step, fixes: []}];
        });
    }

    /**
     * Several edits as one, so that one undo takes them back.
     *
     * @param {string} text
     * @param {Animagine.Edit[]} edits in Python's order, not overlapping
     * @returns {Animagine.Edit}
     */
    function joined(text, edits) {
        const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
        const start = sorted[0].start;
        let insert = "";
        let at = start;
        for (const edit of sorted) {
            insert += text.slice(at, edit.start) + edit.insert;
            at = edit.end;
        }
        return {start, end: at, insert};
    }

    /**
     * @param {string} text
     * @param {Animagine.Fix["edits"]} edits of a fix, in the browser's units
     * @returns {string} the text with them
     */
    function edited(text, edits) {
        if (edits.length === 0) return text;
        const {start, end, insert} = joined(text, edits.map((edit) => ({start: edit.start, end: edit.end, insert: edit.text})));
        return text.slice(0, start) + insert + text.slice(end);
    }

    /**
     * @param {string} text of a box
     * @param {string} more goes behind it
     */
    function appended(text, more) {
        return text.trim() && more ? `${text}, ${more}` : more || text;
    }

    Animagine.spans = {inUnits, moved, joined, edited, appended, units, common};
})();
