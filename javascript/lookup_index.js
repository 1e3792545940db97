/**
 * The tag lists as the browser holds them: `tags.json` unpacked into typed arrays.
 *
 * A name's number is its place in the list, most used first, so a smaller number is a better one.
 * No string is made until somebody looks at a name.
 */
(() => {
    "use strict";

    const FORMAT = 3;
    const NONE = 0xffffffff;
    const NO_ASPECT = 0xff;
    /** What stands before a word: a blank, a bracket, or a mark that joins words. */
    const BEFORE_A_WORD = new Uint8Array(128);
    for (const char of " ([{/-:_.!?+&~") BEFORE_A_WORD[char.charCodeAt(0)] = 1;
    const NEWLINE = 10;
    /** Names whose number is remembered; a few prompts full. */
    const KEPT = 4096;

    class Index {
        /** @param {Animagine.TagsFile} file */
        constructor(file) {
            if (file.format !== FORMAT) throw new Error(`tags.json has format ${file.format}, not ${FORMAT}`);
            this.kinds = file.kinds;
            this.facts = file.facts;
            this.names = ended(file.names);
            this.lower = lowered(this.names);
            this.size = file.kind_of.length;
            const names = cut(this.lower, this.size);
            this.offsets = names.offsets;
            this.kindOf = file.kind_of;
            this.aspectOf = aspects(file);
            this.seriesOf = spread(file.series, this.size);
            this.parentOf = pairs(file.parents);
            this.posts = pairs(file.posts);
            this.newer = new Set(differences(file.newer));
            this.aliases = ended(file.aliases);
            this.aliasesLower = lowered(this.aliases);
            this.aliasOf = file.alias_of;
            this.aliasOffsets = cut(this.aliasesLower, this.aliasOf.length).offsets;
            this.ranks = ranks(this.kindOf, differences(file.known));
            /** @type {Map<string, Animagine.KindFact>} */
            this.byLetter = new Map(this.kinds.map((kind) => [kind.letter, kind]));
            /** @type {Map<string, number>} what `lookUp` found: a key press asks for each tag of the prompt again */
            this.lookedUp = new Map();
            const {Starts} = Animagine.starts;
            this.heads = new Starts(this.lower, this.offsets.subarray(0, -1));
            this.words = new Starts(this.lower, names.words);
            this.aliasHeads = new Starts(this.aliasesLower, this.aliasOffsets.subarray(0, -1));
        }

        /** @param {number} id */
        name(id) {
            return this.names.slice(this.offsets[id], this.offsets[id + 1] - 1);
        }

        /** @param {number} number of an alias */
        alias(number) {
            return this.aliases.slice(this.aliasOffsets[number], this.aliasOffsets[number + 1] - 1);
        }

        /**
         * @param {number} id
         * @returns {Animagine.KindFact}
         */
        kind(id) {
            return /** @type {Animagine.KindFact} */ (this.byLetter.get(this.kindOf[id]));
        }

        /**
         * The series of a character, the narrow one first.
         *
         * @param {number} id
         * @returns {number[]}
         */
        series(id) {
            /** @type {number[]} */
            const found = [];
            for (let at = this.seriesOf[id]; at !== NONE && found.length < 4; at = this.parentOf.get(at) ?? NONE) {
                if (!found.includes(at)) found.push(at);
            }
            return found;
        }

        /**
         * A name's number, an alias's target, or -1.
         *
         * @param {string} name in normal form
         */
        lookUp(name) {
            if (name === "" || name.length > Animagine.match.LONGEST) return -1;
            const kept = this.lookedUp.get(name);
            if (kept !== undefined) return kept;
            if (this.lookedUp.size >= KEPT) this.lookedUp.clear();
            const found = this.find(name);
            this.lookedUp.set(name, found);
            return found;
        }

        /** @param {string} name in normal form, not empty */
        find(name) {
            const exact = exactly(this.heads, this.lower, this.offsets, name);
            if (exact >= 0) return exact;
            const alias = exactly(this.aliasHeads, this.aliasesLower, this.aliasOffsets, name);
            return alias < 0 ? -1 : this.aliasOf[alias];
        }

        /** @param {number} place in the names */
        idAt(place) {
            return atOrBelow(this.offsets, place);
        }
    }

    /**
     * @param {Animagine.Starts} starts
     * @param {string} text
     * @param {Uint32Array} offsets
     * @param {string} name
     */
    function exactly(starts, text, offsets, name) {
        const found = starts.find(`${name}\n`);
        return found.length ? atOrBelow(offsets, starts.places[found[0]]) : -1;
    }

    /**
     * @param {Uint32Array} sorted
     * @param {number} value
     */
    function atOrBelow(sorted, value) {
        let from = 0;
        let to = sorted.length - 1;
        while (from < to) {
            const middle = (from + to + 1) >>> 1;
            if (sorted[middle] <= value) from = middle;
            else to = middle - 1;
        }
        return from;
    }

    /** @param {string} lines */
    function ended(lines) {
        return lines === "" ? "" : `${lines}\n`;
    }

    /** @param {string} text lower case where that keeps every place */
    function lowered(text) {
        const lower = text.toLowerCase();
        return lower.length === text.length ? lower : text;
    }

    /**
     * Where each line begins (and the last one ends), and where each word does that begins no line.
     *
     * @param {string} text
     * @param {number} lines
     */
    function cut(text, lines) {
        const offsets = new Uint32Array(lines + 1);
        let words = new Uint32Array(2 * lines + 16);
        let line = 1;
        let count = 0;
        let before = NEWLINE;
        for (let at = 0; at < text.length; at++) {
            const char = text.charCodeAt(at);
            if (char === NEWLINE) offsets[line++] = at + 1;
            else if (before < 128 && BEFORE_A_WORD[before] && !(char < 128 && BEFORE_A_WORD[char])) {
                if (count === words.length) words = longer(words);
                words[count++] = at;
            }
            before = char;
        }
        if (line !== lines + 1) throw new Error(`tags.json has ${line - 1} names and ${lines} kinds`);
        return {offsets, words: words.subarray(0, count)};
    }

    /** @param {Uint32Array} list */
    function longer(list) {
        const more = new Uint32Array(2 * list.length);
        more.set(list);
        return more;
    }

    /**
     * The place of each name among those of its kind whose use is known, from 1; 0 where it is not.
     *
     * @param {string} kindOf
     * @param {number[]} known
     */
    function ranks(kindOf, known) {
        const counts = new Uint32Array(128);
        const found = new Uint32Array(kindOf.length);
        for (const id of known) found[id] = ++counts[kindOf.charCodeAt(id) & 127];
        return found;
    }

    /**
     * The aspect of each name, by number; `NO_ASPECT` where it tells of none.
     *
     * @param {Animagine.TagsFile} file
     */
    function aspects(file) {
        const letter = file.kinds.find(({name}) => name === "general")?.letter;
        const found = new Uint8Array(file.kind_of.length).fill(NO_ASPECT);
        let n = 0;
        for (let id = 0; id < found.length; id++) {
            if (file.kind_of[id] !== letter) continue;
            const digit = file.aspect_of[n++];
            if (digit >= "0" && digit <= "9") found[id] = Number(digit);
        }
        return found;
    }

    /**
     * `[series, [differences of names], …]` → name's number → series' number.
     *
     * @param {Array<number | number[]>} groups
     * @param {number} size
     */
    function spread(groups, size) {
        const found = new Uint32Array(size).fill(NONE);
        for (let n = 0; n + 1 < groups.length; n += 2) {
            for (const id of differences(/** @type {number[]} */ (groups[n + 1]))) {
                found[id] = /** @type {number} */ (groups[n]);
            }
        }
        return found;
    }

    /** @param {number[]} steps */
    function differences(steps) {
        let at = 0;
        return steps.map((step) => at += step);
    }

    /** @param {number[]} flat */
    function pairs(flat) {
        const found = new Map();
        for (let n = 0; n + 1 < flat.length; n += 2) found.set(flat[n], flat[n + 1]);
        return found;
    }

    /** @param {Animagine.TagsFile} file */
    function build(file) {
        return new Index(file);
    }

    Animagine.index = {build, FORMAT, NO_ASPECT};
})();
