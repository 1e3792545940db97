/**
 * Search: which names fit what was typed, best first.
 *
 * The beginning of a name, of any of its words, or of an alias is found by halving sorted lists.
 * Only where nothing begins like that, and from three letters on: the words in another order, the
 * letters inside a word, and one typing error, each within a fixed amount of work.
 */
(() => {
    "use strict";

    /** A longer query fits nothing. */
    const LONGEST = 120;
    const FROM_LETTERS = 3;
    const MOST = 30;
    /** How much of the list is searched for letters inside a word, in characters. */
    const INSIDE_REACH = 4e6;
    const INSIDE_MOST = 200;
    const OTHER_ORDER_MOST = 2000;
    const TYPO_MOST = 12;
    const NEWLINE = 10;
    const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789 ";

    /** Points; each doubling of a name's rank costs `RANK`. */
    const RANK = -100;
    /** The name is what was typed, nothing more. */
    const WHOLE = 700;
    /** It begins inside the name. */
    const LATER_WORD = -250;
    /** It is another word for the name. */
    const ALIAS = -120;
    /** It is only somewhere in the name. */
    const SOMEHOW = -600;
    /** Ranks are told apart only above this one. */
    const TOP = 24;

    /**
     * What was typed, as the lists are written.
     *
     * @param {string} typed
     */
    function normal(typed) {
        return typed.normalize("NFKC").toLowerCase().replace(/\\([()[\]\\])/g, "$1")
            .replace(/_/g, " ").replace(/\s+/g, " ").trimStart();
    }

    /**
     * @param {string} text
     * @returns {string} without blanks and commas at its ends
     */
    function bare(text) {
        let end = text.length;
        while (end > 0 && /[\s,]/.test(text[end - 1])) end--;
        return text.slice(0, end).replace(/^[\s,]+/, "");
    }

    /**
     * @param {Animagine.Index} index
     * @param {string} typed the token up to the caret
     * @param {number} [limit]
     * @param {(id: number) => number} [bonus] points for what fits the place
     * @returns {Animagine.Hit[]} best first
     */
    function search(index, typed, limit = MOST, bonus = () => 0) {
        const hits = begun(index, typed, limit, bonus);
        return hits.length ? hits : similar(index, typed, limit, bonus);
    }

    /**
     * Names, words of names and aliases that begin with what was typed.
     *
     * @param {Animagine.Index} index
     * @param {string} typed
     * @param {number} [limit]
     * @param {(id: number) => number} [bonus]
     * @returns {Animagine.Hit[]} best first
     */
    function begun(index, typed, limit = MOST, bonus = () => 0) {
        const query = normal(typed);
        if (query.trim() === "" || query.length > LONGEST) return [];
        const found = new Hits(index, bonus);
        beginnings(found, query);
        if (found.size === 0 && typed.includes("_")) beginnings(found, typed.toLowerCase());
        return found.best(limit);
    }

    /**
     * For what begins no name: the words in another order, the letters inside a word, a typing error.
     *
     * @param {Animagine.Index} index
     * @param {string} typed
     * @param {number} [limit]
     * @param {(id: number) => number} [bonus]
     * @returns {Animagine.Hit[]} best first
     */
    function similar(index, typed, limit = MOST, bonus = () => 0) {
        const query = normal(typed).trimEnd();
        if (query.length < FROM_LETTERS || query.length > LONGEST) return [];
        const found = new Hits(index, bonus);
        found.length = query.length;
        otherOrder(found, query);
        if (found.size === 0) inside(found, query);
        if (found.size === 0) typos(found, query);
        return found.best(limit);
    }

    /** Everything found, as numbers; only what is shown becomes an object. A name may come twice. */
    class Hits {
        /**
         * @param {Animagine.Index} index
         * @param {(id: number) => number} bonus
         */
        constructor(index, bonus) {
            this.index = index;
            this.bonus = bonus;
            /** @type {number[]} */
            this.ids = [];
            /** @type {number[]} */
            this.points = [];
            /** @type {Array<number | Animagine.Range[]>} where the match begins, or all ranges */
            this.places = [];
            /** @type {number[]} */
            this.aliases = [];
            /** of what was typed */
            this.length = 0;
        }

        get size() {
            return this.ids.length;
        }

        /**
         * @param {number} id
         * @param {number} points
         * @param {number | Animagine.Range[]} place
         * @param {number} alias its number, or -1
         */
        add(id, points, place, alias = -1) {
            this.ids.push(id);
            this.points.push(points + RANK * Math.log2(id + TOP) + this.bonus(id));
            this.places.push(place);
            this.aliases.push(alias);
        }

        /** @param {number} limit */
        best(limit) {
            const {ids, points, places, aliases, length} = this;
            const order = ids.map((_, n) => n).sort((a, b) => points[b] - points[a] || ids[a] - ids[b]);
            const seen = new Set();
            /** @type {Animagine.Hit[]} */
            const hits = [];
            for (const n of order) {
                if (seen.has(ids[n])) continue;
                seen.add(ids[n]);
                const place = places[n];
                /** @type {Animagine.Range[]} */
                const ranges = typeof place === "number" ? [[place, place + length]] : place;
                hits.push({id: ids[n], points: points[n], ranges, alias: aliases[n]});
                if (hits.length === limit) break;
            }
            return hits;
        }
    }

    /**
     * @param {Hits} found
     * @param {string} query
     */
    function beginnings(found, query) {
        const {heads, words, aliasHeads, offsets, aliasOf, aliasesLower, aliasOffsets} = found.index;
        const length = found.length = query.trimEnd().length;
        const whole = found.index.lookUp(query.trimEnd());
        if (whole >= 0) found.add(whole, WHOLE, 0);
        let numbers = heads.find(query);
        for (let n = 0; n < numbers.length; n++) {
            if (numbers[n] !== whole) found.add(numbers[n], 0, 0);
        }
        numbers = words.find(query);
        for (let n = 0; n < numbers.length; n++) {
            const place = words.places[numbers[n]];
            const id = found.index.idAt(place);
            found.add(id, LATER_WORD, place - offsets[id]);
        }
        numbers = aliasHeads.find(query);
        for (let n = 0; n < numbers.length; n++) {
            const ends = aliasesLower.charCodeAt(aliasOffsets[numbers[n]] + length) === NEWLINE;
            found.add(aliasOf[numbers[n]], ALIAS + (ends ? WHOLE : 0), 0, numbers[n]);
        }
    }

    /**
     * All words of the query begin words of the name, in any order.
     *
     * @param {Hits} found
     * @param {string} query
     */
    function otherOrder(found, query) {
        const parts = query.split(" ").filter(Boolean);
        if (parts.length < 2) return;
        const {heads, words, lower, offsets} = found.index;
        const longest = parts.reduce((a, b) => b.length > a.length ? b : a);
        for (const starts of [heads, words]) {
            for (const number of listed(starts.all(longest, OTHER_ORDER_MOST))) {
                const id = found.index.idAt(starts.places[number]);
                const name = lower.slice(offsets[id], offsets[id + 1] - 1);
                const ranges = parts.map((part) => wordRange(name, part));
                if (ranges.every(Boolean)) {
                    found.add(id, SOMEHOW, /** @type {Array<[number, number]>} */ (ranges).sort((a, b) => a[0] - b[0]));
                }
            }
        }
    }

    /**
     * @param {string} name
     * @param {string} part
     * @returns {[number, number] | null}
     */
    function wordRange(name, part) {
        for (let at = name.indexOf(part); at >= 0; at = name.indexOf(part, at + 1)) {
            if (at === 0 || /[\s([/:-]/.test(name[at - 1])) return [at, at + part.length];
        }
        return null;
    }

    /**
     * @param {Hits} found
     * @param {string} query
     */
    function inside(found, query) {
        const {lower, offsets} = found.index;
        const reach = lower.length > INSIDE_REACH ? lower.slice(0, INSIDE_REACH) : lower;
        let at = reach.indexOf(query);
        for (let hits = 0; at >= 0 && hits < INSIDE_MOST; hits++) {
            const id = found.index.idAt(at);
            const from = at - offsets[id];
            found.add(id, SOMEHOW, from);
            at = reach.indexOf(query, offsets[id + 1]);
        }
    }

    /**
     * Names that begin like the query with one letter left out, put in, changed, or two swapped. The
     * first letter is taken as meant, except where the first two are swapped.
     *
     * @param {Hits} found
     * @param {string} query
     */
    function typos(found, query) {
        const {heads, words, offsets} = found.index;
        for (const variant of variants(heads, words, query)) {
            for (const id of listed(heads.find(variant)).slice(0, TYPO_MOST)) found.add(id, SOMEHOW, []);
            for (const number of listed(words.find(variant)).slice(0, TYPO_MOST)) {
                const id = found.index.idAt(words.places[number]);
                if (words.places[number] !== offsets[id]) found.add(id, SOMEHOW + LATER_WORD, []);
            }
        }
    }

    /**
     * @param {Animagine.Starts} heads
     * @param {Animagine.Starts} words
     * @param {string} query
     */
    function* variants(heads, words, query) {
        for (let at = 0; at < query.length; at++) {
            const before = query.slice(0, at);
            if (at > 0 && !heads.has(before) && !words.has(before)) return;
            if (at + 1 < query.length) yield before + query[at + 1] + query[at] + query.slice(at + 2);
            if (at === 0) continue;
            yield before + query.slice(at + 1);
            for (const letter of LETTERS) {
                if (!heads.has(before + letter) && !words.has(before + letter)) continue;
                yield before + letter + query.slice(at);
                yield before + letter + query.slice(at + 1);
            }
        }
    }

    /** @param {ArrayLike<number>} numbers */
    function listed(numbers) {
        return Array.from(numbers);
    }

    Animagine.match = {search, begun, similar, normal, bare, LONGEST};
})();
