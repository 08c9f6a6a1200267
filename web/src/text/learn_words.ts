// SPDX-License-Identifier: Apache-2.0
export const learnWords = {
  heading: "Learn",
  tagline: "First say what you expect, then let the engine answer.",
  problems: "Two problems to start with",
  more: "Then go on",
  practice: "Practice",
  practiceText: "Questions of growing difficulty, each with one answer that the engine proves.",
  lab: "Broken lab",
  labText: "An account with a fault. Find it, mend it; hints one by one.",
  again: "Start again",
  back: "All of Learn",
  reveal: "Ask the engine",
  next: "Next step",
  youSaid: (said: string) => `You said: ${said}.`,
  asYouSaid: "As you said.",
  chooseFirst: "Choose an answer first.",
  step: (number: number, of: number) => `Step ${number} of ${of}`,
  openInAsk: "Open this in Ask and change it",
  changes: { gained: "gained", healed: "healed", halfOpen: "half-open now", lost: "lost" },
  inbound: "Inbound",
  outbound: "Outbound",
} as const;

export const webServer = {
  title: "A web server behind a network ACL",
  summary: "HTTPS is allowed in, and port 443 is allowed out for the replies. What works?",
  story:
    "The client 10.10.1.148 opens connections to a web server. The server's subnet has this network ACL. It judges every packet alone and remembers nothing.",
  predict: "Which of the three will work?",
  services: [
    { port: "443", name: "HTTPS, port 443" },
    { port: "22", name: "SSH, port 22" },
    { port: "80", name: "HTTP, port 80" },
  ],
  fates: [
    { verdict: "works", text: "works" },
    { verdict: "half-open", text: "arrives, but the client hangs" },
    { verdict: "denied", text: "does not even arrive" },
  ],
  none: "None of them works. Here is why, one after the other.",
  sshTitle: "SSH dies at the door",
  ssh: "Rules are read from the lowest number up, and the first that matches decides. Point at the gate to see it.",
  httpTitle: "HTTP arrives, and hangs all the same",
  http: "The allow-all rule lets the request in. The reply is a packet of its own, judged by the outbound rules.",
  replyTitle: "Where does the reply to HTTPS go?",
  replyPredict: "The server answers from port 443. To which port?",
  replyOptions: ["to port 443, too", "to port 22", "to the port that the client's system picked"],
  replyRight: 2,
  reply:
    "A network ACL looks at the destination port. For a reply that is the client's port, and no system picks 443 or 22 as its own. The ruler shows all 65,536 of them.",
  mendTitle: "What mends it?",
  mendPredict: "Which single change makes HTTPS work for every usual client?",
  mends: {
    same: "Outbound: allow TCP 443 to 10.10.1.148/32 as rule 150",
    inbound: "Inbound: allow TCP 1024-65535 from anywhere as rule 110",
    narrow: "Outbound: change rule 200 to TCP 32768-60999, the range of Linux",
    wide: "Outbound: change rule 200 to TCP 1024-65535",
  },
  mendAfter: "Only a range that holds every port that any client may pick works for all of them.",
  openedTitle: "What else did that change?",
  opened: "The same rule lets out other packets. The engine compares before and after:",
} as const;

export const sshFromHome = {
  title: "SSH from home",
  summary: "The request arrives, and nothing comes back. Which rule is missing?",
  story:
    "A Windows PC at home opens SSH to an instance. Its system picked client port 52341. Inbound, TCP 22 is allowed; outbound there is no rule at all.",
  predict: "What does the person at the PC see?",
  fates: [
    { verdict: "works", text: "a login prompt" },
    { verdict: "half-open", text: "nothing for a long time, then a time-out" },
    { verdict: "denied", text: "nothing either: the request never arrives" },
  ],
  walkTitle: "The request arrives, the reply dies",
  walk: "The server answers each SYN, and each answer dies at the same gate. The client only knows that nothing came.",
  mendTitle: "Which ports must go out?",
  mendPredict: "The reply goes to client port 52341. Which outbound rule would you add?",
  mends: {
    server: "allow TCP 22, the port of SSH",
    one: "allow TCP 52341, the port seen",
    windows: "allow TCP 49152-65535, the range of Windows",
    wide: "allow TCP 1024-65535",
  },
  systems: { windows: "straight from Windows", any: "behind a router that picks new ports" },
  mendAfter:
    "The next connection uses another port. And a router at home may put any port from 1024 in place of the PC's own.",
  fixTitle: "What the engine offers",
  fix: "Each way says what else it opens. Narrower is better where you know who connects.",
} as const;
