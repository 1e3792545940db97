/**
 * Work that a key asks for, done when the key is on the screen: typing waits for none of it.
 */
(() => {
    "use strict";

    /** @type {Array<() => void>} */
    const queue = [];
    /** @type {MessagePort | null} a message comes behind the frame, and waits for nothing */
    let port = null;

    /** @param {() => void} work called behind the next frame, or soon where none is drawn */
    function behindFrame(work) {
        const post = () => {
            queue.push(work);
            port = port || opened();
            port.postMessage(0);
        };
        if (document.hidden) post();
        else requestAnimationFrame(post);
    }

    function opened() {
        const {port1, port2} = new MessageChannel();
        port1.onmessage = () => queue.shift()?.();
        return port2;
    }

    /**
     * Work that is done once for all that asked since it was done last.
     *
     * @param {() => void} work
     * @returns {Animagine.Later}
     */
    function later(work) {
        let asked = 0;
        let waiting = 0;
        const now = () => {
            if (waiting === 0) return;
            waiting = 0;
            work();
        };
        return {
            now,
            soon() {
                if (waiting !== 0) return;
                const mine = waiting = ++asked;
                behindFrame(() => {
                    if (waiting === mine) now();
                });
            },
            drop() {
                waiting = 0;
            },
        };
    }

    Animagine.frames = {later};
})();
