// SPDX-License-Identifier: Apache-2.0
// The view and its state live in the URL's fragment, so that a link shares both and nothing of them
// is sent to any host: #/ask?s=STATE.
import { useEffect, useState } from "preact/hooks";

export interface Route {
  path: string[];
  state: string;
}

/** A part of a path as it was meant; as it stands where it is no encoding. Links come from anybody. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function parseRoute(fragment: string): Route {
  const [path = "", query = ""] = fragment.replace(/^#\/?/, "").split("?", 2);
  return {
    path: path.split("/").filter((part) => part !== "").map(decoded),
    state: new URLSearchParams(query).get("s") ?? "",
  };
}

export function routeFragment(path: string[], state = ""): string {
  const query = state === "" ? "" : `?s=${encodeURIComponent(state)}`;
  return `#/${path.map(encodeURIComponent).join("/")}${query}`;
}

/** The route of now; follows the address bar. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const follow = () => setRoute(parseRoute(location.hash));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return route;
}

/** Any JSON value as base64url of UTF-8, for a fragment. */
export function packState(value: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The value again; null if it is none. Whoever uses it checks its shape: links come from anybody. */
export function unpackState(text: string): unknown {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}
