/**
 * The one set of named locks that holds back every pixel on the page.
 *
 * A pixel's missing config and a revoked consent are locks alike, and any of them stops all pixels (measured with
 * 2.9.364). Taking the same lock twice is the same as taking it once.
 */
class Locks {
  constructor() {
    /** Held names as keys; pages look at it, so it stays a plain object. */
    this._locks = {};
    this._listeners = [];
  }

  isLocked() {
    return Object.keys(this._locks).length > 0;
  }

  lock(name) {
    this._locks[name] = true;
  }

  /** Lets go of a lock. The listeners hear of it only when it was the last one. */
  release(name) {
    if (!Object.prototype.hasOwnProperty.call(this._locks, name)) return;
    delete this._locks[name];
    if (!this.isLocked()) this._listeners.forEach((listener) => listener());
  }

  onUnlocked(listener) {
    this._listeners.push(listener);
  }
}
