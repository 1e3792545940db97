/**
 * The list on the screen: one listbox for the whole page, and what a screen reader is told.
 *
 * ARIA in HTML lets no textarea take the role `combobox`, so the box stays the textbox it is and
 * names its listbox and the active option; that it opened, and with how much, is announced.
 */
(() => {
    "use strict";

    const {say, counted, LETTERS} = Animagine.words;
    const {element} = Animagine.dom;

    const ID = "animagine-list";
    /** Longer names are cut for the eye; what is inserted is the whole name. */
    const SHOWN = 160;
    const ANNOUNCE_AFTER = 400;
    /** Rows that are made at once: as many as can be seen, and one that makes the list scroll. */
    const SEEN = 14;
    /** The others follow when nothing was typed for so long, in ms: not between the keys of somebody who types. */
    const OTHERS_AFTER = 250;
    /** Texts for which every row has room: a row that is clipped is a layer of its own in each key's frame. */
    const FITS = /^[\x20-\x7e]{0,30}$/;
    /** Rows that came under a resting pointer may be clicked when they have stood for so long, in ms. */
    const READ = 700;
    /** A click this soon after the list opened was meant for what stood there before, in ms. */
    const TOO_SOON = 75;

    class View {
        /**
         * @param {(at: number) => void} picked called with the number of an offer that was clicked
         * @param {() => void} noRoom called where the list can be nowhere
         */
        constructor(picked, noRoom) {
            this.noRoom = noRoom;
            this.frame = element("div", "animagine animagine-complete");
            this.list = element("ul", "animagine-offers");
            this.list.id = ID;
            this.list.setAttribute("role", "listbox");
            this.list.setAttribute("aria-label", say("Tags for this prompt"));
            this.list.tabIndex = 0; // what scrolls can be reached; it closes as soon as its box is left
            this.status = element("div", "animagine animagine-unseen");
            this.status.setAttribute("role", "status");
            this.legend = legend([]);
            this.frame.hidden = true;
            this.frame.append(this.list, this.legend);
            document.body.append(this.frame, this.status);
            this.frame.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
            this.list.addEventListener("pointermove", ({clientX, clientY}) => {
                this.pointed = this.pointed || clientX !== this.rested.x || clientY !== this.rested.y;
            });
            this.list.addEventListener("pointerdown", (event) => {
                this.pressed = this.isMeant(event) ? optionOf(event) : null;
            });
            this.list.addEventListener("click", (event) => {
                const option = optionOf(event);
                if (option && option === this.pressed) picked(Number(option.id.slice(ID.length + 1)));
            });
            this.openedAt = 0;
            this.filledAt = 0;
            /** Was the pointer moved to the rows that are there? */
            this.pointed = false;
            this.rested = {x: 0, y: 0};
            /** @type {Element | null} the row that was pressed on purpose */
            this.pressed = null;
            /** @type {Animagine.Rect | null} where the pointer was when the list opened */
            this.avoided = null;
            this.timer = 0;
            this.filling = 0;
            /** @type {readonly Animagine.Offer[]} what is shown, row by row */
            this.offers = [];
            /** @type {{left: number, top: number, bottom: number} | null} of the token, where the list was put */
            this.line = null;
        }

        /**
         * @param {HTMLTextAreaElement | HTMLInputElement} box
         * @param {Animagine.State} before
         * @param {Animagine.State} state
         */
        show(box, before, state) {
            if (!state.open) return this.hide(box);
            const same = before.open && before.offers === state.offers;
            if (!same) this.fill(state.offers);
            this.mark(before, state);
            if (this.frame.hidden) {
                this.openedAt = performance.now();
                this.avoided = Animagine.listPlace.underPointer();
                this.frame.hidden = false;
            }
            if (!same) {
                this.list.scrollTop = 0;
                const typedOn = before.open && before.caret?.start === state.caret?.start;
                if (!this.place(box, state, typedOn ? this.line : null)) return;
                this.announce(state);
            }
            aria(box, state);
        }

        /** @param {readonly Animagine.Offer[]} offers */
        fill(offers) {
            this.offers = offers;
            this.filledAt = performance.now();
            this.pointed = false;
            this.rested = Animagine.listPlace.pointer();
            const meanings = legend(offers);
            this.legend.replaceWith(meanings);
            this.legend = meanings;
            this.list.classList.toggle("animagine-with-posts", offers.some(({posts}) => posts > 0));
            this.list.classList.toggle("animagine-with-ranks", offers.some(({rank}) => rank > 0));
            Animagine.pieces.renew(this.list, offers.slice(0, SEEN).map(piece));
            clearTimeout(this.filling);
            if (offers.length > SEEN) this.filling = setTimeout(() => this.others(), OTHERS_AFTER);
        }

        /** Make the rows that are still missing. */
        others() {
            clearTimeout(this.filling);
            Animagine.pieces.renew(this.list, this.offers.map(piece));
        }

        /**
         * Is a press meant for the row under it: no second click into a box, none on a row that has just
         * come under the pointer?
         *
         * @param {PointerEvent} event
         */
        isMeant({pointerType}) {
            const now = performance.now();
            const isSeen = pointerType !== "mouse" || this.pointed || now - this.filledAt > READ;
            return isSeen && now - this.openedAt > TOO_SOON;
        }

        /** @param {HTMLTextAreaElement | HTMLInputElement} box */
        hide(box) {
            if (!this.frame.hidden) {
                this.frame.hidden = true;
                this.fill([]);
                this.say("");
            }
            aria(box, Animagine.state.CLOSED);
        }

        /**
         * @param {Animagine.State} before
         * @param {Animagine.State} state
         */
        mark(before, state) {
            if (before.selected >= 0) this.list.children[before.selected]?.setAttribute("aria-selected", "false");
            if (state.selected >= this.list.children.length) this.others();
            const row = this.list.children[state.selected];
            if (!row) return;
            row.setAttribute("aria-selected", "true");
            row.scrollIntoView({block: "nearest"});
        }

        /**
         * Near the caret's line and never on it; where there is no room beside Generate, nowhere.
         *
         * @param {HTMLTextAreaElement | HTMLInputElement} box
         * @param {Animagine.State} state
         * @param {{left: number, top: number, bottom: number} | null} [known] where the token begins
         * @returns {boolean} is there a place?
         */
        place(box, state, known = null) {
            const start = state.caret ? state.caret.start : 0;
            const line = this.line = known || Animagine.mirror.locate(box, start) || box.getBoundingClientRect();
            const {generate, seen, fit} = Animagine.listPlace;
            const {frame, list, avoided} = this;
            list.style.maxHeight = "";
            const wanted = {width: frame.offsetWidth, height: frame.offsetHeight};
            const around = wanted.height - list.offsetHeight;
            const place = fit(line, wanted, [...generate(), ...avoided ? [avoided] : []], seen());
            if (place === null) {
                this.noRoom();
                return false;
            }
            if (place.height < wanted.height) list.style.maxHeight = `${Math.floor(place.height - around)}px`;
            frame.style.transform = `translate(${Math.round(place.left)}px, ${Math.round(place.top)}px)`;
            return true;
        }

        /** @param {Animagine.State} state */
        announce(state) {
            const count = state.offers.length;
            const first = state.offers[0].label.slice(0, SHOWN);
            const typed = count === 1 ? "One tag, Tab takes {first}" : "{count} tags, Tab takes {first}";
            const next = count === 1 ? "One tag that may come next, arrow down to choose" : "{count} tags that may come next, arrow down to choose";
            const similar = count === 1 ? "One similar tag, arrow down to choose" : "{count} similar tags, arrow down to choose";
            const unasked = state.caret && state.caret.query.trim() ? similar : next;
            this.say(say(state.solicited ? typed : unasked, {count, first}));
        }

        /** @param {string} text */
        say(text) {
            clearTimeout(this.timer);
            this.timer = setTimeout(() => {
                this.status.textContent = text;
            }, ANNOUNCE_AFTER);
        }
    }

    /**
     * What the box says of its list.
     *
     * @param {HTMLElement} box
     * @param {Animagine.State} state
     */
    function aria(box, state) {
        box.setAttribute("aria-haspopup", "listbox");
        if (state.open) box.setAttribute("aria-controls", ID);
        else box.removeAttribute("aria-controls");
        if (state.open && state.selected >= 0) box.setAttribute("aria-activedescendant", `${ID}-${state.selected}`);
        else box.removeAttribute("aria-activedescendant");
    }

    /**
     * @param {Animagine.Offer} offer
     * @param {number} n
     * @returns {Animagine.Piece}
     */
    function piece(offer, n) {
        return {key: `${n} ${JSON.stringify(offer)}`, make: () => row(offer, n)};
    }

    /**
     * @param {Animagine.Offer} offer
     * @param {number} n
     */
    function row(offer, n) {
        const item = element("li", "animagine-offer");
        item.id = `${ID}-${n}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.dataset.kind = offer.kind;
        item.classList.toggle("animagine-long", offer.newer || offer.present || !FITS.test(offer.alias + offer.label + offer.detail));
        const letter = element("span", "animagine-letter", LETTERS[offer.kind] || "T");
        const kind = say(Animagine.words.KINDS[offer.kind] || offer.kind);
        letter.title = kind;
        letter.setAttribute("aria-hidden", "true");
        item.append(letter, name(offer));
        if (offer.detail) item.append(element("span", "animagine-detail", cut(offer.detail)));
        item.append(element("span", "animagine-unseen", `, ${kind}`));
        if (offer.newer) {
            const mark = element("span", "animagine-mark", say("new"));
            mark.title = say("Newer than the model, which may not know it");
            item.append(mark);
        }
        if (offer.present) {
            item.classList.add("animagine-present");
            item.append(element("span", "animagine-mark", say("in the prompt")));
        }
        const posts = element("span", "animagine-number animagine-posts", offer.posts ? short(offer.posts) : "");
        if (offer.posts) posts.title = counted("1 picture", "{count} pictures", offer.posts);
        const rank = element("span", "animagine-number animagine-rank", offer.rank ? `#${offer.rank}` : "");
        if (offer.rank) rank.title = say("Rank {rank} of its kind", {rank: offer.rank});
        item.append(posts, rank);
        return item;
    }

    /**
     * What the letters and numbers of these offers mean.
     *
     * @param {readonly Animagine.Offer[]} offers
     */
    function legend(offers) {
        const made = element("div", "animagine-legend");
        made.setAttribute("aria-hidden", "true"); // each row says it
        const kinds = new Map(offers.map(({kind}) => [LETTERS[kind] || "T", kind]));
        const numbers = [];
        if (offers.some(({posts}) => posts > 0)) numbers.push(["12k", say("pictures")]);
        if (offers.some(({rank}) => rank > 0)) numbers.push(["#12", say("rank of its kind")]);
        made.append(
            ...[...kinds].map(([letter, kind]) => meaning(letter, say(Animagine.words.KINDS[kind] || kind), kind)),
            ...numbers.map(([sample, text]) => meaning(sample, text)),
        );
        return made;
    }

    /**
     * @param {string} sign
     * @param {string} text
     * @param {string} [kind] whose letter it is
     */
    function meaning(sign, text, kind = "") {
        const made = element("span", "animagine-meaning");
        if (kind) made.dataset.kind = kind;
        made.append(element("span", kind ? "animagine-letter" : "animagine-sample", sign), ` ${text}`);
        return made;
    }

    /** @param {Event} event */
    function optionOf({target}) {
        return target instanceof Element ? target.closest("[role=option]") : null;
    }

    /**
     * The name, its matched parts marked; an alias stands before what it is an alias of.
     *
     * @param {Animagine.Offer} offer
     */
    function name(offer) {
        const shown = element("bdi", "animagine-name");
        const text = offer.alias || offer.label;
        let at = 0;
        for (const [from, to] of offer.ranges) {
            if (from < at || from >= SHOWN) continue;
            shown.append(text.slice(at, from), element("mark", "", text.slice(from, Math.min(to, SHOWN))));
            at = to;
        }
        shown.append(text.slice(at, SHOWN) + (text.length > SHOWN ? "…" : ""));
        if (offer.alias) shown.append(" → ", element("bdi", "", cut(offer.label)));
        return shown;
    }

    /** @param {string} text */
    function cut(text) {
        return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
    }

    /** @param {number} count */
    function short(count) {
        if (count < 1000) return String(count);
        if (count < 1e6) return `${(count / 1e3).toPrecision(count < 1e4 ? 2 : 3)}k`;
        return `${(count / 1e6).toPrecision(2)}M`;
    }

    Animagine.view = {View};
})();
