/**
 * Completion of one box: what its events mean for the list.
 */
(() => {
    "use strict";

    /** From so many letters on a special tag that the other list lacks comes before what it has. */
    const SURE = 4;

    /** @type {Animagine.View | null} */
    let view = null;
    /** @type {Completer | null} whose list is open */
    let current = null;
    /** Is it known where the pointer is? */
    let following = false;

    class Completer {
        /**
         * @param {HTMLTextAreaElement | HTMLInputElement} box
         * @param {boolean} negative
         * @param {string} [dialect] what reads it, where that is not the page's own host
         */
        constructor(box, negative, dialect) {
            this.box = box;
            this.negative = negative;
            this.dialect = dialect;
            this.state = Animagine.state.CLOSED;
            this.composing = false;
            this.acceptedAt = -Infinity;
            this.timer = 0;
            this.later = Animagine.frames.later(() => this.ask());
            this.watching = false;
            /** @type {{start: number, end: number} | null} what the last accepted offer stands for */
            this.replaced = null;
            box.setAttribute("aria-autocomplete", "list");
            if (!following) Animagine.listPlace.followPointer();
            following = true;
            this.listen();
        }

        listen() {
            const on = (/** @type {string} */ name, /** @type {(event: any) => void} */ act, capture = false) =>
                this.box.addEventListener(name, act, {capture});
            on("keydown", (event) => this.key(event), true);
            on("input", (event) => this.input(event));
            on("compositionstart", () => {
                this.composing = true;
                if (!onPhone()) this.close();
            });
            on("compositionend", () => {
                this.composing = false;
                this.later.soon();
            });
            on("click", () => this.box.value === "" ? this.ask() : this.close());
            on("focus", () => this.box.value === "" && !Animagine.writing.isWorking() && this.ask());
            on("blur", () => this.close());
            on("scroll", () => this.state.open && shared().place(this.box, this.state));
        }

        /** @param {KeyboardEvent} event */
        key(event) {
            const options = Animagine.options.read();
            if (!options.enabled || this.composing) return;
            if (this.weigh(event)) return;
            if (OF_THE_LIST.has(event.key)) this.later.now(); // it means the list for what has been typed
            const command = Animagine.keys.command(event, this.state, options);
            if (command === null) {
                if (this.state.open && LEAVES.has(event.key)) this.close();
                return;
            }
            event.preventDefault();
            event.stopImmediatePropagation();
            if (command.name === "open") this.ask();
            else if (command.name === "close") this.close();
            else if (command.name === "move") this.set(Animagine.state.move(this.state, command.step));
            else this.accept(command.at);
        }

        /**
         * @param {KeyboardEvent} event
         * @returns {boolean} was it a key that weighs?
         */
        weigh(event) {
            const direction = Animagine.keys.weighs(event);
            if (direction === 0 || Animagine.weigh.isHosts(this.box)) return false;
            event.preventDefault();
            this.close();
            const {weigh, steps} = Animagine.weigh;
            const selection = {start: this.box.selectionStart || 0, end: this.box.selectionEnd || 0};
            const done = weigh(this.box.value, selection, direction, steps(Animagine.options.host()), Animagine.load.host().comments);
            if (done === null) return true;
            Animagine.writing.apply(this.box, done.change);
            this.box.setSelectionRange(done.start, done.end);
            return true;
        }

        /** @param {InputEvent} event */
        input(event) {
            if (Animagine.writing.isWorking()) return;
            if (this.composing || event.isComposing) return this.composed(event.data || "");
            this.acceptedAt = -Infinity;
            if (event.inputType === "historyUndo") this.undone();
            const typed = event.isTrusted && /^(insertText|insertLineBreak|insertCompositionText|delete)/.test(event.inputType || "");
            const taken = !event.isTrusted && Animagine.neighbour.isOpen(this.box); // from the other list, which closes now
            if (typed) this.later.soon();
            else if (taken) this.ask();
            else this.close();
        }

        /**
         * What is composed is left alone. Only a phone's keyboard does so with words that are typed as they
         * are, and those are looked up.
         *
         * @param {string} text
         */
        composed(text) {
            if (onPhone() && AS_TYPED.test(text)) this.later.soon();
            else this.close();
        }

        /** Look for offers at the caret, and show them. */
        ask() {
            this.later.drop();
            clearTimeout(this.timer);
            const options = Animagine.options.read();
            const beside = Animagine.neighbour.isActive(this.box);
            if (!options.enabled || (beside && options.neighbour === "off")) return this.close();
            if (beside && !this.watching) this.watch();
            const yields = beside && options.neighbour === "both";
            if (yields && !this.state.open) {
                this.timer = setTimeout(() => this.find(options, true), Animagine.neighbour.PATIENCE);
            } else this.find(options, yields);
        }

        /**
         * @param {Animagine.Options} options
         * @param {boolean} yields the other's list goes first, so only what it has not is offered
         */
        find(options, yields) {
            const box = this.box;
            if (document.activeElement !== box || box.selectionStart !== box.selectionEnd) return this.close();
            const lacking = yields && (Animagine.neighbour.hasTags(box) || Animagine.neighbour.isOpen(box));
            const found = Animagine.offers.at({
                text: box.value,
                position: box.selectionStart || 0,
                negative: this.negative,
                dialect: this.dialect,
                index: Animagine.load.index(),
                host: Animagine.load.host(),
                options,
                lacking,
            });
            if (lacking && Animagine.neighbour.isOpen(box)) {
                if (!this.comesFirst(found)) return this.close();
                Animagine.neighbour.shut(box);
            }
            this.set(Animagine.state.show(this.state, found));
        }

        /**
         * Is this what was meant, while the other list has something else that begins so?
         *
         * @param {{offers: readonly Animagine.Offer[], solicited: boolean, caret: Animagine.Caret | null} | null} found
         */
        comesFirst(found) {
            if (!found || !found.solicited || !found.caret) return false;
            const typed = Animagine.match.normal(found.caret.query);
            const first = found.offers[0].label;
            return typed.length >= SURE && first.startsWith(typed) && !Animagine.neighbour.offers(this.box, first);
        }

        /** The other list opened: keep to what was chosen on the settings page. */
        watch() {
            this.watching = true;
            Animagine.neighbour.watch(this.box, () => {
                const {neighbour} = Animagine.options.read();
                const echo = performance.now() - this.acceptedAt < Animagine.neighbour.PATIENCE; // of our insertion
                const ours = echo || neighbour === "ours" || (neighbour === "both" && this.state.open && this.comesFirst(this.state));
                if (ours) Animagine.neighbour.shut(this.box);
                else if (this.state.open) this.set(Animagine.state.CLOSED); // what is still to be asked may win
            });
        }

        /** @param {number} at */
        accept(at) {
            const offer = this.state.offers[at];
            const caret = this.state.caret;
            if (!offer || !caret) return;
            const options = Animagine.options.read();
            const change = Animagine.insert.edit(this.box.value, caret, offer, options);
            this.acceptedAt = performance.now();
            Animagine.writing.apply(this.box, change);
            this.replaced = change;
            this.close();
            const expectMore = offer.series.length > 0 && options.series === "ask";
            if (/[,\s]$/.test(change.insert) || expectMore) this.ask();
        }

        /** Undoing gives back what was typed; the caret goes behind it, so that typing goes on there. */
        undone() {
            const {selectionStart, selectionEnd} = this.box;
            if (this.replaced && selectionStart === this.replaced.start && selectionEnd === this.replaced.end) {
                this.box.setSelectionRange(selectionEnd, selectionEnd);
            }
            this.replaced = null;
        }

        close() {
            this.later.drop();
            clearTimeout(this.timer);
            if (this.state.open) this.set(Animagine.state.CLOSED);
        }

        /** @param {Animagine.State} state */
        set(state) {
            const before = this.state;
            if (state === before) return;
            this.state = state;
            if (state.open) {
                if (current !== null && current !== this) current.close();
                current = this;
            } else if (current === this) current = null;
            shared().show(this.box, before, state);
        }
    }

    /** Letters that no input method makes of others. */
    const AS_TYPED = /^[\x20-\x7e]+$/;

    function onPhone() {
        return window.matchMedia("(pointer: coarse)").matches;
    }

    /** Keys that the list may take. */
    const OF_THE_LIST = new Set(["Tab", "Enter", "Escape", "ArrowUp", "ArrowDown", "PageUp", "PageDown"]);
    /** Keys after which the caret is somewhere else. */
    const LEAVES = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "Home", "End", "Enter"]);

    /** @returns {Animagine.View} the one list of the page, made when it is first needed */
    function shared() {
        if (view === null) {
            view = new Animagine.view.View((at) => current?.accept(at), () => current?.close());
            const follow = () => current && view && view.place(current.box, current.state);
            window.addEventListener("resize", follow);
            window.addEventListener("scroll", (event) => {
                if (event.target !== view?.list) follow();
            }, {capture: true, passive: true});
        }
        return view;
    }

    Animagine.complete = {Completer};
})();
