/**
 * Sorted places of a text where a word begins: prefix search in the logarithm of their number.
 *
 * Seven characters, six bits each, and a 22-bit number make one 64-bit integer, so the sorting is
 * the engine's native one. Equal characters stay in the order in which they were given (most used
 * first). What costs more than that is done when somebody asks for it, and kept: the first `FEW` of
 * a prefix that more places share, and the order of places that agree in all seven characters.
 */
(() => {
    "use strict";

    const DIGITS = 7;
    const NUMBER_BITS = 22;
    const MOST = 2 ** NUMBER_BITS;
    const LOW_KEY = 2 ** (32 - NUMBER_BITS);
    const MASK = MOST - 1;
    const OTHER = 63;
    /** How many of the best are kept for a prefix. */
    const FEW = 64;
    /** Above this a range is not walked place by place. */
    const MANY = 20000;

    const CODES = new Uint8Array(128).fill(OTHER);
    [..." abcdefghijklmnopqrstuvwxyz0123456789():'-.!/&+,?\"=@*~;<>^_"].forEach((char, n) => {
        CODES[char.charCodeAt(0)] = n + 1;
    });
    CODES["\n".charCodeAt(0)] = 0; // a name ends here

    /** @param {number} char */
    const codeOf = (char) => char < 128 ? CODES[char] : OTHER;

    class Starts {
        /**
         * @param {string} text names, each ended by a newline
         * @param {Uint32Array} places where each word begins, most used names first
         * @param {number} depth how many characters all of them share already
         */
        constructor(text, places, depth = 0) {
            this.text = text;
            this.places = places;
            this.depth = depth;
            this.size = Math.min(places.length, MOST);
            const packed = new Uint32Array(2 * this.size);
            for (let n = 0; n < this.size; n++) pack(packed, n, text, places[n] + depth);
            if (this.size > 1) new BigUint64Array(packed.buffer).sort();
            this.packed = packed;
            /** @type {Map<number, Uint32Array>} range's begin and prefix length → its best */
            this.tops = new Map();
            /** @type {Map<number, Starts>} range's begin → the same, seven characters deeper */
            this.deeper = new Map();
        }

        /**
         * Places that go on with a text, the most used first.
         *
         * @param {string} query lower case, not empty
         * @returns {ArrayLike<number>} numbers of places, at most `FEW`
         */
        find(query) {
            const rest = query.slice(this.depth);
            const foreign = firstForeign(rest);
            if (foreign >= 0) return this.filter(rest, Math.min(foreign, DIGITS));
            const length = Math.min(rest.length, DIGITS);
            const [from, to] = this.range(rest, length);
            if (rest.length <= DIGITS) return this.best(from, to, length);
            if (to - from <= FEW) return this.startingWith(rest, from, to, FEW);
            const deeper = this.deepen(from, to);
            return Uint32Array.from(deeper.places.length ? deeper.find(query) : [], (n) => this.number(from + n));
        }

        /**
         * Is there anything that goes on with this text?
         *
         * @param {string} query lower case
         */
        has(query) {
            if (query.length - this.depth > DIGITS) return this.find(query).length > 0;
            const [from, to] = this.range(query.slice(this.depth), query.length - this.depth);
            return to > from;
        }

        /**
         * All places that go on with a text, in no order, cut off at a count.
         *
         * @param {string} query lower case, not empty
         * @param {number} most
         * @returns {ArrayLike<number>}
         */
        all(query, most) {
            const length = Math.min(query.length, DIGITS, firstForeign(query) < 0 ? DIGITS : firstForeign(query));
            const [from, to] = this.range(query, length);
            return this.startingWith(query, from, Math.min(to, from + MANY), most);
        }

        /**
         * @param {string} rest
         * @param {number} known so many characters have a code of their own
         */
        filter(rest, known) {
            const [from, to] = this.range(rest, known);
            return this.startingWith(rest, from, Math.min(to, from + MANY), MANY).sort().slice(0, FEW);
        }

        /**
         * The range whose keys begin with the first characters of a text.
         *
         * @param {string} rest
         * @param {number} length of what is compared, up to seven characters
         * @returns {[number, number]}
         */
        range(rest, length) {
            let low = 0;
            for (let n = 0; n < DIGITS; n++) low = low * 64 + (n < length ? codeOf(rest.charCodeAt(n)) : 0);
            return [this.below(low), this.below(low + 64 ** (DIGITS - length))];
        }

        /** @param {number} key how many have a smaller one */
        below(key) {
            const packed = this.packed;
            let from = 0;
            let to = this.size;
            while (from < to) {
                const middle = (from + to) >>> 1;
                if (keyAt(packed, middle) < key) from = middle + 1;
                else to = middle;
            }
            return from;
        }

        /**
         * @param {number} from
         * @param {number} to
         * @param {number} length of the prefix that the range shares
         */
        best(from, to, length) {
            if (to - from > FEW) {
                const key = from * 8 + length;
                const known = this.tops.get(key) || smallest(this.packed, from, to);
                this.tops.set(key, known);
                return known;
            }
            const found = new Uint32Array(to - from);
            for (let n = from; n < to; n++) found[n - from] = this.number(n);
            return found.sort();
        }

        /**
         * @param {string} rest
         * @param {number} from
         * @param {number} to
         * @param {number} most
         */
        startingWith(rest, from, to, most) {
            const found = [];
            for (let n = from; n < to && found.length < most; n++) {
                const number = this.number(n);
                if (this.text.startsWith(rest, this.places[number] + this.depth)) found.push(number);
            }
            return Uint32Array.from(found);
        }

        /**
         * @param {number} from
         * @param {number} to
         */
        deepen(from, to) {
            let deeper = this.deeper.get(from);
            if (deeper === undefined) {
                const places = new Uint32Array(to - from);
                for (let n = from; n < to; n++) places[n - from] = this.places[this.number(n)];
                deeper = new Starts(this.text, places, this.depth + DIGITS);
                this.deeper.set(from, deeper);
            }
            return deeper;
        }

        /** @param {number} n */
        number(n) {
            return this.packed[2 * n] & MASK;
        }
    }

    /**
     * Seven codes of six bits, then the number: the upper half holds five codes and two bits.
     *
     * @param {Uint32Array} packed
     * @param {number} n
     * @param {string} text
     * @param {number} place
     */
    function pack(packed, n, text, place) {
        let high = 0;
        let low = 0;
        for (let digit = 0; digit < DIGITS; digit++) {
            const char = text.charCodeAt(place + digit);
            const code = char < 128 ? CODES[char] : OTHER;
            if (code === 0) break; // the name ends
            if (digit < 5) high |= code << (26 - 6 * digit);
            else if (digit === 5) {
                high |= code >> 4;
                low = (code & 15) << 6;
            } else low |= code;
        }
        packed[2 * n + 1] = high;
        packed[2 * n] = (low << NUMBER_BITS) | n;
    }

    /**
     * @param {Uint32Array} packed
     * @param {number} n
     */
    function keyAt(packed, n) {
        return packed[2 * n + 1] * LOW_KEY + (packed[2 * n] >>> NUMBER_BITS);
    }

    /**
     * @param {Uint32Array} packed
     * @param {number} from
     * @param {number} to
     */
    function smallest(packed, from, to) {
        const kept = new Uint32Array(FEW);
        let count = 0;
        for (let n = from; n < to; n++) {
            const number = packed[2 * n] & MASK;
            if (count === FEW && number > kept[FEW - 1]) continue;
            let at = count < FEW ? count++ : FEW - 1;
            for (; at > 0 && kept[at - 1] > number; at--) kept[at] = kept[at - 1];
            kept[at] = number;
        }
        return kept;
    }

    /** @param {string} text */
    function firstForeign(text) {
        for (let n = 0; n < text.length; n++) {
            if (codeOf(text.charCodeAt(n)) === OTHER) return n;
        }
        return -1;
    }

    Animagine.starts = {Starts, FEW};
})();
