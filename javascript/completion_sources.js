/**
 * What is offered at a caret: the tag lists, the host's networks and styles, what comes next.
 */
(() => {
    "use strict";

    const {say} = Animagine.words;

    /** Kinds that another completer's list does not know. */
    const SPECIAL = new Set(["count", "rating", "year", "quality", "score", "resolution"]);
    /** Of the host's names among tags, at most so many. */
    const HOST_MOST = 6;
    const HOST_FROM_LETTERS = 2;
    const BEFORE_OWN = 4;

    /**
     * @param {Animagine.Question} question
     * @returns {Animagine.Offers | null} null where nothing is to be offered
     */
    function at(question) {
        const found = offered(question);
        return found && {...found, offers: found.offers.map((offer) => toldWhereCut(offer, question.host.comments.marks))};
    }

    /**
     * A name that the host takes for the beginning of a comment says so: `.hack//sign`.
     *
     * @param {Animagine.Offer} offer
     * @param {string[]} marks
     */
    function toldWhereCut(offer, marks) {
        const mark = marks.find((each) => (offer.raw || offer.label).includes(each));
        return mark ? {...offer, detail: say("this WebUI cuts it at {mark}", {mark})} : offer;
    }

    /**
     * @param {Animagine.Question} question
     * @returns {Animagine.Offers | null}
     */
    function offered(question) {
        const {text, position, options, negative} = question;
        const caret = Animagine.caret.at(text, position, question.host.comments);
        if (caret === null) return null;
        if (caret.kind === "network") return networks(question, caret);
        const where = question.index && Animagine.structure.place(question.index, text, caret, negative);
        if (caret.query.trim() === "") {
            if (!question.index || !where || caret.opener === "[" || caret.opener === "{") return null;
            const found = Animagine.structure.next(question.index, where).slice(0, Math.max(options.limit, 20));
            return answer(caret, found.map((each) => suggestion(/** @type {Animagine.Index} */ (question.index), each, where)), false);
        }
        return typed(question, caret, where);
    }

    /**
     * @param {Animagine.Question} question
     * @param {Animagine.Caret} caret
     * @param {Animagine.Place | null} where
     */
    function typed(question, caret, where) {
        const {text, index, options} = question;
        let used = caret;
        /** @type {Animagine.Offer[]} */
        let tags = [];
        let sure = true;
        if (index && where) {
            const wide = caret.wider && named(index, caret.wider.query, options.limit);
            if (wide && wide.length && caret.wider) {
                const closed = text[caret.end] === ")"; // it goes with the bracket that was typed
                used = {...caret, ...caret.wider, end: caret.end + Number(closed), wider: null, opener: ""};
                tags = wide.map((hit) => tag(index, hit, where));
            } else {
                const bonus = Animagine.structure.bonus(index, where);
                const hits = Animagine.match.search(index, caret.query, options.limit, bonus);
                tags = hits.map((hit) => tag(index, hit, where));
                sure = hits.length > 0 && hits[0].sure;
            }
        }
        if (question.lacking) return answer(used, tags.filter((offer) => SPECIAL.has(offer.kind)), true);
        const own = hostNames(question, caret.query);
        // what is only like it is not taken for what was typed: it may be an artist, whom no list has
        return answer(used, withOwn(tags, sure, own, options.limit), sure || own.length > 0);
    }

    /**
     * The host's names behind the best tags; before tags that only somehow fit.
     *
     * @param {Animagine.Offer[]} tags
     * @param {boolean} sure do the tags begin like what was typed?
     * @param {Animagine.Offer[]} own
     * @param {number} limit
     */
    function withOwn(tags, sure, own, limit) {
        const first = sure ? BEFORE_OWN : 0;
        return [...tags.slice(0, first), ...own, ...tags.slice(first)].slice(0, limit);
    }

    /**
     * Names that begin with a bracketed text exactly so.
     *
     * @param {Animagine.Index} index
     * @param {string} query
     * @param {number} limit
     */
    function named(index, query, limit) {
        const begin = Animagine.match.normal(query);
        return Animagine.match.search(index, query, limit).filter((hit) => index.name(hit.id).startsWith(begin));
    }

    /**
     * @param {Animagine.Caret} caret
     * @param {Animagine.Offer[]} offers
     * @param {boolean} solicited was something typed that they begin like?
     * @returns {Animagine.Offers | null}
     */
    function answer(caret, offers, solicited) {
        return offers.length ? {caret, offers, solicited} : null;
    }

    /**
     * @param {Animagine.Index} index
     * @param {Animagine.Hit} hit
     * @param {Animagine.Place} where
     * @returns {Animagine.Offer}
     */
    function tag(index, hit, where) {
        const offer = described(index, hit.id, where);
        return {...offer, ranges: hit.ranges, alias: hit.alias < 0 ? "" : index.alias(hit.alias)};
    }

    /**
     * @param {Animagine.Index} index
     * @param {number} id
     * @param {Animagine.Place} where
     * @returns {Animagine.Offer}
     */
    function described(index, id, where) {
        const name = index.name(id);
        const kind = index.kind(id);
        const series = kind.name === "character" ? index.series(id).map((each) => index.name(each)) : [];
        return {
            key: `tag ${name}`,
            kind: kind.name,
            label: name,
            detail: series[0] || "",
            names: [name],
            raw: "",
            series: series.filter((each) => !where.present.has(each)),
            ranges: [],
            alias: "",
            posts: index.posts.get(id) || 0,
            rank: SPECIAL.has(kind.name) ? 0 : index.ranks[id],
            newer: index.newer.has(id),
            present: where.present.has(name),
        };
    }

    /**
     * @param {Animagine.Index} index
     * @param {Animagine.Suggestion} each
     * @param {Animagine.Place} where
     * @returns {Animagine.Offer}
     */
    function suggestion(index, each, where) {
        if (each.names.length === 1 && each.id >= 0) return {...described(index, each.id, where), ...single(each.names[0])};
        const run = each.names.length > 1;
        return {...plain(run ? "run" : "general", each.names.join(", "), ""), names: each.names};
    }

    /** @param {string} name the spelling that was suggested, not what it is an alias of */
    function single(name) {
        return {key: `tag ${name}`, label: name, names: [name]};
    }

    /**
     * @param {string} kind
     * @param {string} label
     * @param {string} raw
     * @returns {Animagine.Offer}
     */
    function plain(kind, label, raw) {
        return {key: `${kind} ${label}`, kind, label, detail: "", names: [label], raw, series: [], ranges: [],
            alias: "", posts: 0, rank: 0, newer: false, present: false};
    }

    /**
     * `<` and what follows it: the host's LoRAs.
     *
     * @param {Animagine.Question} question
     * @param {Animagine.Caret} caret
     */
    function networks(question, caret) {
        if (question.lacking) return null;
        const found = matching(question.host.loras, caret.query, question.options.limit);
        if (found.length === 0 && question.index) return withAngle(question, caret, question.index);
        return answer(caret, found.map(({name, ranges}) => ({...plain("lora", name, `<lora:${name}:1>`), ranges})), true);
    }

    /**
     * `<3`: a name that begins like a network.
     *
     * @param {Animagine.Question} question
     * @param {Animagine.Caret} caret
     * @param {Animagine.Index} index
     */
    function withAngle({text, position, negative, options}, caret, index) {
        const where = Animagine.structure.place(index, text, caret, negative);
        const hits = named(index, text.slice(caret.start, position), options.limit);
        return answer({...caret, kind: "tag"}, hits.map((hit) => tag(index, hit, where)), true);
    }

    /**
     * @param {Animagine.Question} question
     * @param {string} query
     * @returns {Animagine.Offer[]}
     */
    function hostNames({host, negative}, query) {
        if (query.trim().length < HOST_FROM_LETTERS) return [];
        const embeddings = matching(host.embeddings, query, HOST_MOST)
            .map(({name, ranges}) => ({...plain("embedding", name, name), ranges}));
        const styles = matching(host.styles.map((style) => style.name), query, HOST_MOST).map(({name, ranges}) => {
            const style = host.styles.find((each) => each.name === name);
            const text = (style && (negative ? style.negative_prompt : style.prompt)) || "";
            const around = text.split(/\{prompt\}\s*(?:,\s*)?/);
            const after = around.pop() || "";
            const alone = around.map((before) => before.trimEnd()).join("") + after;
            return {...plain("style", name, Animagine.match.bare(alone)), ranges};
        }).filter((offer) => offer.raw !== "");
        const loras = negative ? [] : matching(host.loras, query, HOST_MOST)
            .map(({name, ranges}) => ({...plain("lora", name, `<lora:${name}:1>`), ranges}));
        return [...embeddings, ...styles, ...loras].slice(0, HOST_MOST);
    }

    /**
     * Names that hold a text, those that begin with it first.
     *
     * @param {string[]} names
     * @param {string} query
     * @param {number} most
     */
    function matching(names, query, most) {
        const wanted = query.trim().toLowerCase();
        /** @type {Array<{name: string, at: number, ranges: Array<[number, number]>}>} */
        const found = [];
        for (const name of names) {
            const at = name.toLowerCase().indexOf(wanted);
            if (at >= 0) found.push({name, at, ranges: wanted ? [[at, at + wanted.length]] : []});
        }
        return found.sort((a, b) => Number(a.at > 0) - Number(b.at > 0)).slice(0, most);
    }

    Animagine.offers = {at};
})();
