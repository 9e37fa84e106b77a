// A line of C# as pieces of text, some of them marked. It knows no more than a reader needs: comments, strings, keywords.

import { element } from "./dom.js";

const piece = /(\/\/.*|\/\*.*?\*\/)|(\$?"(?:[^"\\]|\\.)*")|\b(async|await|bool|break|case|catch|class|const|continue|default|do|else|enum|false|finally|for|foreach|if|in|int|internal|is|namespace|new|null|object|or|and|not|out|override|params|private|protected|public|readonly|record|ref|return|sealed|static|string|struct|switch|this|throw|true|try|uint|ulong|using|var|void|when|while|with|yield)\b/g;

export function highlighted(line) {
  const parts = [];
  let from = 0;
  for (const match of line.matchAll(piece)) {
    parts.push(line.slice(from, match.index));
    parts.push(element("span", { class: match[1] ? "comment" : match[2] ? "string" : "keyword" }, match[0]));
    from = match.index + match[0].length;
  }
  parts.push(line.slice(from));
  return parts.filter((part) => part !== "");
}
