/**
 * Where in a prompt the caret is: the token under it, and the items around it.
 *
 * Only a window around the caret is looked at, so a megabyte of text costs no more than a line. What
 * a prompt means is Python's to say; this knows only where one token ends and the next begins.
 */
(() => {
    "use strict";

    /** A token is looked for this far on each side, in characters. */
    const TOKEN_REACH = 400;
    /** The items of a scope are looked for this far on each side. */
    const SCOPE_REACH = 6000;
    const SEPARATORS = new Set([..."\n,，、|()[]{}<>"]);
    /** A network is looked for this far. */
    const NETWORK_REACH = 200;
    /** Comments as they are where nothing else is known. */
    const HASH = Object.freeze({marks: ["#"], blocks: false});
    const BOUNDARY = /(^|[\s,()[\]])(BREAK|AND(?:_PERP|_SALT|_TOPK)?|ADDCOMM|ADDBASE|ADDROW|ADDCOL|\[SEP\]|\[SKIP\])(?=$|[\s,()[\]:])/g;
    const BOUNDARY_AT = /(BREAK|AND(?:_PERP|_SALT|_TOPK)?|ADDCOMM|ADDBASE|ADDROW|ADDCOL|\[SEP\]|\[SKIP\])(?![^\s,:])/y;
    /** No comma goes before these. */
    const ENDS = new Set([..."\n,，、)]|}:><"]);
    /** An open bracket is looked for this far. */
    const BRACKET_REACH = 2000;
    /** The weight of a choice of Dynamic Prompts, or NovelAI's. */
    const NUMBERED = /^\s*[-+]?[\d.]{1,8}::/;
    /** Of what stands in brackets. */
    const WEIGHTS = /:\s{0,9}[-+]?[\d.]{1,12}\s{0,9}(?=[)\]])/g;
    /** May be the weight of an `AND` part. */
    const NUMBER_AT_END = /(?<![ \t])[ \t]{0,9}:\s{0,9}[-+]?[\d.]{1,12}\s{0,9}$/;
    const AND = /AND(?:_PERP|_SALT|_TOPK)?(?![^\s,:])/y;
    const AFTER_AND = /(?:^|[\s,()[\]])AND(?:_PERP|_SALT|_TOPK)?(?![^\s,()[\]:])/;
    const WEIGHT = /^:\s*(?:[-+][\d.]*\s*|[\d.]+\s*)?[)\]]/;
    /** Items whose normal form is remembered; a few prompts full. */
    const KEPT = 4096;

    /** @type {Map<string, string>} */
    const names = new Map();

    /**
     * @param {string} text the whole box
     * @param {number} caret
     * @param {Animagine.Comments} [comments] what begins a comment
     * @returns {Animagine.Caret | null} null where nothing is to be completed
     */
    function at(text, caret, comments = HASH) {
        const from = Math.max(0, caret - TOKEN_REACH);
        const to = Math.min(text.length, caret + TOKEN_REACH);
        if (inComment(text.slice(from, caret), comments)) return null;
        let start = caret;
        while (start > from && !separates(text, start - 1)) start--;
        if (start === from && from > 0) start = afterBlank(text, from, caret); // a long row without commas
        if (start < 0) return null; // one word without an end
        const opener = start > 0 ? text[start - 1] : "";
        if (opener === "<") return network(text, start, caret, to);
        start = afterInner(text, start, caret, opener);
        let end = caret;
        while (end < to && !separates(text, end) && !endsHere(text, end, opener)) end++;
        end = beforeComment(text, caret, beforeBoundary(text, caret, end), comments);
        end = beforeNumber(text, caret, end);
        while (start < caret && isBlank(text[start])) start++;
        while (end > caret && isBlank(text[end - 1])) end--;
        const query = text.slice(start, caret);
        const mark = query.lastIndexOf("__");
        if (mark >= 0 && !/\w/.test(query.charAt(mark - 1))) return wildcard(text, caret, query.slice(mark + 2));
        if (/:[\d.]*$/.test(query) && opener === "(" && !/:$/.test(query)) return null;
        const wider = opener === "(" ? withBracket(text, start - 1, from, caret) : null;
        return {kind: "tag", start, end, query, wider, opener};
    }

    /**
     * @param {string} text
     * @param {number} from
     * @param {number} to
     * @returns {number} the first word's beginning that is in sight, or -1
     */
    function afterBlank(text, from, to) {
        const blank = text.slice(from, to).search(/\s/);
        return blank < 0 ? -1 : from + blank + 1;
    }

    /**
     * Is the character at a place one that no token goes across?
     *
     * @param {string} text
     * @param {number} place
     */
    function separates(text, place) {
        const char = text[place];
        if (!SEPARATORS.has(char)) return false;
        if (char === ">") return /<[\w-]+:[^<>]*>$/.test(text.slice(Math.max(0, place - NETWORK_REACH), place + 1));
        if (char === "<") return opensNetwork(text, place);
        return !("()[]{}".includes(char) && isEscaped(text, place));
    }

    /**
     * `<lora:`, or a `<` that begins a token; in `>_<` it is part of one.
     *
     * @param {string} text
     * @param {number} place
     */
    function opensNetwork(text, place) {
        const before = text[place - 1] || " ";
        return isBlank(before) || SEPARATORS.has(before) || /^<[\w-]/.test(text.slice(place, place + 2));
    }

    /**
     * @param {string} text
     * @param {number} place
     */
    function isEscaped(text, place) {
        let slashes = 0;
        while (text[place - 1 - slashes] === "\\") slashes++;
        return slashes % 2 === 1;
    }

    /**
     * Whether what is typed now is part of a comment: behind a mark on the same line, or in a block.
     *
     * @param {string} before what stands before the caret, as far as it is looked at
     * @param {Animagine.Comments} comments
     */
    function inComment(before, {marks, blocks}) {
        const line = before.slice(before.lastIndexOf("\n") + 1);
        if (marks.some((mark) => line.includes(mark))) return true;
        return blocks && before.lastIndexOf("/*") > before.lastIndexOf("*/");
    }

    /**
     * The token's start behind what ends inside it: a boundary word, an editing colon, `$$`.
     *
     * @param {string} text
     * @param {number} start
     * @param {number} caret
     * @param {string} opener what stands before the token
     */
    function afterInner(text, start, caret, opener) {
        const inner = text.slice(start, caret);
        let cut = 0;
        for (const match of inner.matchAll(BOUNDARY)) {
            const ends = match.index + match[0].length;
            if (start + ends < caret) cut = ends;
        }
        cut = Math.max(cut, (NUMBERED.exec(inner) || [""])[0].length);
        if (opener === "[") {
            const colon = inner.lastIndexOf(":");
            if (colon >= 0 && !isBlank(inner[colon + 1] || "x")) cut = Math.max(cut, colon + 1);
        }
        if (opener === "{") cut = Math.max(cut, inner.lastIndexOf("$$") + 2 * Number(inner.includes("$$")));
        return start + cut;
    }

    /**
     * Does a weight or the next part of an editing begin here?
     *
     * @param {string} text
     * @param {number} place
     * @param {string} opener
     */
    function endsHere(text, place, opener) {
        if (text[place] !== ":") return false;
        if (WEIGHT.test(text.slice(place, place + 24))) return true;
        return opener === "[" && !isBlank(text[place + 1] || " ");
    }

    /**
     * @param {string} text
     * @param {number} caret
     * @param {number} end
     */
    function beforeBoundary(text, caret, end) {
        BOUNDARY.lastIndex = 0;
        const tail = text.slice(caret, end);
        const match = BOUNDARY.exec(tail);
        BOUNDARY.lastIndex = 0;
        return match && (match[1] !== "" || caret === 0 || isBlank(text[caret - 1])) ? caret + match.index : end;
    }

    /**
     * @param {string} text
     * @param {number} caret
     * @param {number} end
     * @param {Animagine.Comments} comments
     */
    function beforeComment(text, caret, end, {marks, blocks}) {
        const tail = text.slice(caret, end);
        const found = [...marks, ...blocks ? ["/*"] : []].map((mark) => tail.indexOf(mark)).filter((at) => at >= 0);
        return found.length ? caret + Math.min(...found) : end;
    }

    /**
     * `smile :1.2 AND`, or at the end behind one: the number is the weight of all that stands between
     * them, and not the tag's.
     *
     * @param {string} text
     * @param {number} caret
     * @param {number} end
     */
    function beforeNumber(text, caret, end) {
        let next = end;
        while (next < text.length && isBlank(text[next])) next++;
        AND.lastIndex = next;
        const isWeight = next < text.length ? AND.test(text) : AFTER_AND.test(text.slice(Math.max(0, caret - SCOPE_REACH), caret));
        const number = isWeight && NUMBER_AT_END.exec(text.slice(caret, end));
        return number ? caret + number.index : end;
    }

    /**
     * The inside of `<lora:…>`; a closing bracket is only taken for its own where one is near.
     *
     * @param {string} text
     * @param {number} start
     * @param {number} caret
     * @param {number} to
     * @returns {Animagine.Caret | null}
     */
    function network(text, start, caret, to) {
        const inside = text.slice(start, caret);
        const match = /^(?:(?:lora|lyco):)?([^:<>]*)$/i.exec(inside);
        if (!match) return null;
        let end = caret;
        while (end < to && !"<>,\n".includes(text[end])) end++;
        if (text[end] !== ">") end = caret;
        else end++;
        return {kind: "network", start: start - 1, end, query: match[1], wider: null, opener: "<"};
    }

    /**
     * The inside of `__name__`.
     *
     * @param {string} text
     * @param {number} caret
     * @param {string} query what stands of it before the caret
     * @returns {Animagine.Caret}
     */
    function wildcard(text, caret, query) {
        const rest = /^[\w/-]*?__|^[\w/-]*/.exec(text.slice(caret, caret + TOKEN_REACH));
        const end = caret + (rest ? rest[0].length : 0);
        return {kind: "wildcard", start: caret - query.length - 2, end, query, wider: null, opener: ""};
    }

    /**
     * `firefly (ho|`: a name whose bracket was typed without its backslash.
     *
     * @param {string} text
     * @param {number} bracket
     * @param {number} from
     * @param {number} caret
     */
    function withBracket(text, bracket, from, caret) {
        let start = bracket;
        while (start > from && !separates(text, start - 1)) start--;
        while (start < bracket && isBlank(text[start])) start++;
        if (start === bracket || !isBlank(text[bracket - 1])) return null;
        return {start, query: text.slice(start, caret)};
    }

    /**
     * The items before and after the caret in its scope, in normal form, without the token itself.
     *
     * @param {string} text
     * @param {Animagine.Caret} caret
     * @param {Animagine.Comments} [comments]
     * @returns {{before: string[], after: string[]}}
     */
    function around(text, caret, comments = HASH) {
        const from = Math.max(0, caret.start - SCOPE_REACH);
        const to = Math.min(text.length, caret.end + SCOPE_REACH);
        let before = text.slice(from, caret.start);
        const boundaries = [...before.matchAll(BOUNDARY)];
        const last = boundaries[boundaries.length - 1];
        if (last) before = before.slice(last.index + last[0].length);
        BOUNDARY.lastIndex = 0;
        const next = BOUNDARY.exec(text.slice(caret.end, to));
        BOUNDARY.lastIndex = 0;
        const end = next ? caret.end + next.index : to;
        const after = text.slice(caret.end, beforeNumber(text, caret.end, end));
        return {before: items(before, comments), after: items(after, comments)};
    }

    /**
     * @param {string} text
     * @param {Animagine.Comments} comments
     * @returns {string[]} names in normal form
     */
    function items(text, comments) {
        return withoutComments(text, comments).replace(/<[^<>]*>/g, "").replace(WEIGHTS, "").split(/[\n,，、|{}]|(?<!\\)[()[\]]/)
            .map(nameOf).filter((name) => name !== "");
    }

    /**
     * @param {string} text
     * @param {Animagine.Comments} comments
     */
    function withoutComments(text, {marks, blocks}) {
        const [first, ...rest] = blocks ? text.split("/*") : [text];
        const outside = [first, ...rest.map((part) => part.includes("*/") ? part.slice(part.indexOf("*/") + 2) : "")].join("");
        if (!marks.some((mark) => outside.includes(mark))) return outside;
        return outside.split("\n").map((line) => line.slice(0, beforeComment(line, 0, line.length, {marks, blocks: false}))).join("\n");
    }

    /**
     * In normal form; remembered, since a key press leaves all but one of the items as they were.
     *
     * @param {string} piece
     * @returns {string}
     */
    function nameOf(piece) {
        const kept = names.get(piece);
        if (kept !== undefined) return kept;
        if (names.size >= KEPT) names.clear();
        const name = Animagine.match.normal(piece).trimEnd();
        names.set(piece, name);
        return name;
    }

    /**
     * Does an item that stands before this place need no comma?
     *
     * @param {string} text
     * @param {number} place
     */
    function endsItem(text, place) {
        BOUNDARY_AT.lastIndex = place;
        return ENDS.has(text[place]) || BOUNDARY_AT.test(text);
    }

    /**
     * @param {string} text
     * @param {number} place
     */
    function inBrackets(text, place) {
        let depth = 0;
        for (let n = Math.max(0, place - BRACKET_REACH); n < place; n++) {
            if (text[n] === "\\") n++;
            else if ("([{".includes(text[n])) depth++;
            else if (")]}".includes(text[n]) && depth > 0) depth--;
        }
        return depth > 0;
    }

    /** @param {string} char */
    function isBlank(char) {
        return char === " " || char === "\t" || char === "\n" || char === "\r";
    }

    Animagine.caret = {at, around, endsItem, inBrackets};
})();
