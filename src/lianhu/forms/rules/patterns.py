"""The words of what is forbidden, for texts as `text.plain` writes them.

`tests/forms/test_metrics.py` holds for each an example that is refused, and honest neighbours that
are not: water meters are read too, and gas alarms installed.
"""

from lianhu.forms.rules.things import Thing

_N = r"(?:\d+|[一二三四五六七八九十百两几]+)"
_EVERY = r"(?:每[日天周月季年次户人村]|人人|全员|逐户|必须|至少|不少于|不低于|积极|带头)"
_SUM = r"(?:次数|人数|人次|频次|频率|条数|总数|总量|数量|率|量|数(?![据字]))"
_SOFTWARE = r"(?:app|客户端|小程序|手机应用|应用程序|软件|公众号|视频号|服务号)"
_PICTURE = r"(?:照片|图片|相片|截图|视频|影像)"
_MEETING = r"(?:会议|例会|座谈会|推进会|调度会|动员会|专题会|学习会|部署会|宣讲会|培训会|院坝会)"
_GATHERING = rf"(?:{_MEETING}|活动|培训|宣讲|学习)"

CHINESE: dict[Thing, tuple[str, ...]] = {
    Thing.LOG_INS: (
        rf"(?<!台风)(?<!飓风)登[录陆](?:平台|系统)?(?:{_SUM}|天数|情况|用户)",
        rf"{_EVERY}.{{0,8}}登[录陆]",
        rf"登[录陆].{{0,6}}{_N}次",
        r"日活|月活|活跃(?:度|率|用户|人数|天数)|上线率|在线率|(?:未|没)登录",
    ),
    Thing.INSTALLS: (
        rf"(?:安装|下载|装机|注册|关注|激活|扫码).{{0,8}}{_SOFTWARE}",
        rf"{_SOFTWARE}.{{0,6}}(?:安装|下载|装机|注册|关注|激活|推广|覆盖)",
        rf"(?:注册|下载|激活).{{0,6}}平台|平台.{{0,4}}(?:注册|激活){_SUM}",
        rf"(?:下载|装机|激活){_SUM}|注册率|(?<!重点)关注(?:量|率|数)|粉丝(?:量|数)|扫码率",
    ),
    Thing.READS: (
        rf"(?:阅读|浏览|点击|已读|未读|收看|播放)(?:{_SUM}|名单|情况|回执)",
        r"(?:打开|查看|观看|访问)(?:率|量)|是否(?:已读|阅读|点开)|已读未回",
        rf"{_EVERY}.{{0,8}}(?:阅读|观看|收看|浏览).{{0,6}}(?:文章|推送|视频|公众号|通知|课)",
    ),
    Thing.LIKES: (r"点赞|获赞|集赞|转评赞|转赞评|评论(?:数|量|率|条数)|跟帖|拉票|刷票|网络投票",),
    Thing.FORWARDS: (
        rf"(?:转发|分享|转载)(?:{_SUM}|任务|截图|情况|文章|链接|海报|推文|视频)",
        rf"(?:转发|分享).{{0,6}}{_N}次|{_N}次(?:转发|分享)|{_EVERY}.{{0,6}}(?:转发|分享)",
        r"朋友圈|刷屏",
    ),
    Thing.TIME_ONLINE: (
        r"(?:在线|停留|活跃|上线|观看|浏览|学习)(?:平台)?总?(?:时长|学时)",
        r"在线(?:时间|小时|天数)|挂机|刷课",
        rf"(?:{_SOFTWARE}|平台|系统).{{0,4}}使用(?:时长|时间|频率|频次|次数)|使用时长",
    ),
    Thing.PHOTO_COUNTS: (
        rf"(?:{_PICTURE}|拍照)的?(?:总?张数|条数|个数|份数|次数|总数|数量|量|率|数(?![据字]))",
        rf"{_N}[张幅条段个](?:以上)?的?(?:现场|工作|活动|入户)?{_PICTURE}",
        rf"{_PICTURE}.{{0,8}}{_N}[张幅条段]|{_PICTURE}.{{0,8}}(?:不少于|至少|不低于)",
        rf"{_EVERY}.{{0,8}}(?:拍照|照片|截图|拍视频|传视频)|拍照(?:留痕|上传|打卡)|留痕",
    ),
    Thing.MEETINGS: (
        rf"{_GATHERING}(?:召开|开展|举办)?(?:次数|场次|场数|期数|频次|频率)|开会(?:次数|数|率)",
        rf"{_MEETING}(?:召开)?(?:数量|总数|率|数(?![据字]))|(?:参会|到会|出席)率",
        rf"(?:召开|举办|开展|组织|开).{{0,8}}{_GATHERING}.{{0,6}}{_N}[次场期]",
        rf"{_N}[次场期](?:以上)?的?.{{0,4}}{_GATHERING}(?!室)",
        rf"{_EVERY}.{{0,6}}(?:召开|开).{{0,6}}会(?![计场馆])",
    ),
    Thing.CHECK_INS: (r"打卡|签到|签退|接龙|到岗拍照",),
    Thing.POINTS: (
        r"(?<!落户)(?<!入户)(?<!入学)积分(?!落户|入户|入学)|计分|打分|赋分|得分|分值|考核分",
        r"(?<!高考)(?<!中考)加分|(?<!驾照)(?<!驾驶证)扣分",
    ),
    Thing.RANKINGS: (
        rf"排名|排行|排位|名次|位次|末位|倒数第?{_N}名|红黑榜|龙虎榜|流动红旗|评比|后进单位",
    ),
    Thing.TRACKS: (
        r"轨迹|(?:实时|手机|人员|位置|gps|北斗)定位|定位(?:信息|截图)|实时位置|位置共享|共享位置|行踪",
    ),
    Thing.INSTANT: (
        r"秒回|(?:立即|马上|即时|随时)(?:回复|应答|待命|在线|报送)|第一时间回复|随叫随到",
        r"(?:24小时|全天候?)(?:在线|待命|开机)|(?:收到|看到)后?请?(?:立即|马上)?回复",
        rf"{_N}分钟内(?:回复|接龙|报送|反馈)(?!.{{0,3}}(?:群众|居民|住户|来电|诉求|问题))",
    ),
    Thing.GROUPS: (
        r"(?:建群|拉群|入群|进群)(?![众体租])",
        r"(?:新建|组建|建立|创建|加入).{0,6}(?:微信|工作|钉钉|qq|聊天|交流|通知)群(?![众体租])",
        r"(?:微信|工作|钉钉|qq|聊天)群(?:总?数|个数|数量|人数)",
    ),
}

_NUMBER = r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|many|more)"
_MEDIA = r"(?:photos?|pictures?|screenshots?|videos?|images?)"
_MEDIUM = r"(?:photos|pictures|screenshots|videos|images)"
_EACH = r"(?:per|a|an|each|every)"
_APP = r"(?:apps?|mini[- ]?programs?|clients?|software|official accounts?)"
_POST = r"(?:articles?|posts?|notices?|videos?|links?|posters?|moments)"
_RATE = r"(?:rates?|counts?|frequency|figures?)"
_HOW_MANY = r"(?:number|count|share|percentage|proportion|rate|how (?:many|often))"
_CHAT = r"(?:chat|work|wechat|messaging) groups?"

ENGLISH: dict[Thing, tuple[str, ...]] = {
    Thing.LOG_INS: (
        rf"\b(?:log|sign)[- ]?(?:in|on)s\b|\blog[- ]?in (?:{_RATE}|days)\b",
        rf"\b{_HOW_MANY}\b.{{0,30}}\b(?:logged|signed|logging|signing|logs?|signs?)[ -](?:in|on)\b",
        r"\b(?:log|sign) (?:in|on) (?:every|each|daily|at least|once|twice|\d)",
        r"\bactive (?:users|accounts)\b|\b(?:daily|weekly|monthly) active\b",
    ),
    Thing.INSTALLS: (
        rf"\binstall(?:s|ed|ing|ations?)?\b.{{0,40}}\b{_APP}\b",
        rf"\b{_APP}\b.{{0,20}}\b(?:install(?:s|ed|ations?)?|download(?:s|ed)?)\b",
        rf"\binstalls\b|\bdownloads?\b (?:{_RATE})|\bdownloads\b|\binstall(?:ation)? rates?\b",
        r"\b(?:app|account|platform) registrations?\b|\b(?:followers|subscribers)\b",
    ),
    Thing.READS: (
        rf"\b(?:number of|total|{_NUMBER}) reads\b|\breads {_EACH}\b|^reads$|\breads and\b",
        r"\bread (?:rates?|counts?|receipts?|status)\b|\bopen(?:ing)? rates?\b",
        rf"\b(?:number of|{_NUMBER}) views\b|\b(?:page ?views|view counts?)\b",
        r"\bclick(?:s|[- ]through)\b",
        rf"\b{_HOW_MANY}\b.{{0,40}}\b(?:read|opened|viewed) (?:the|this|our|it)\b",
        r"\bhave (?:you|they) read\b|\bread by (?:all|everyone|each)\b",
    ),
    Thing.LIKES: (
        r"(?<!household )(?<!resident )(?<!\bshe )(?<!\bhe )(?<!\bone )\blikes\b",
        r"\bthumbs[- ]?ups?\b|\bupvotes?\b|\bnumber of comments\b|\bcomment counts?\b",
    ),
    Thing.FORWARDS: (
        r"\bforwards\b|\bre-?posts?\b|\bretweets?\b|\breshares?\b",
        rf"\b(?:number of|total|{_NUMBER}) shares\b|\bshares {_EACH}\b",
        rf"\bshares of (?:the|this|each) {_POST}\b",
        rf"\b(?:forward|share)(?:s|ed|ing)? (?:the|this|each|every|it|our)\b.{{0,20}}\b{_POST}\b",
    ),
    Thing.TIME_ONLINE: (
        r"\b(?:time|hours|minutes|days) (?:spent )?online\b(?! appl| form| serv)",
        r"\bonline (?:time|hours|minutes|duration)\b|\bscreen time\b",
        rf"\btime (?:spent )?(?:in|on) the (?:{_APP}|platform)\b",
    ),
    Thing.PHOTO_COUNTS: (
        rf"\b(?:number|count) of {_MEDIA}|\b(?:photo|picture|screenshot|video) counts?\b",
        rf"\b{_NUMBER} {_MEDIUM}\b|\b{_MEDIUM} {_EACH}\b|\bphoto proof\b",
        rf"\b{_MEDIUM} (?:uploaded|taken|posted|submitted|sent)\b",
        rf"\b(?:a )?{_MEDIA} (?:of|for|at|from) (?:each|every)\b",
    ),
    Thing.MEETINGS: (
        rf"\b(?:number|count) of (?:\w+ ){{0,2}}meetings\b|\b{_NUMBER} (?:\w+ )?meetings\b",
        rf"\bmeetings (?:held|organi[sz]ed|convened|{_EACH})\b|\bmeeting (?:{_RATE})\b",
        r"\bhold .{0,20}meetings?\b.{0,10}\b(?:weekly|monthly|daily|every|each|a)\b",
        rf"\b(?:training|study) sessions (?:held|{_EACH})\b",
    ),
    Thing.CHECK_INS: (
        r"\bcheck[- ]?ins\b|\bcheck-in\b|\bclock(?:ed|ing|s)?[- ]in\b|\bpunch(?:ed|ing)? in\b",
        r"\bcheck(?:ed|ing|s)? in (?:daily|every|each|at|by|on time)\b",
        r"\bsign-?in sheets?\b|\broll calls?\b",
    ),
    Thing.POINTS: (
        r"\b(?:bonus|penalty|credit|merit|activity|study|contribution) points\b|^points$",
        r"\bpoints (?:earned|awarded|scored|deducted|table|system|per|for)\b",
        r"\b(?:earn|award|deduct|score|lose|gain)(?:s|ed|ing)? (?:\w+ ){0,2}points\b",
        r"\bscore ?(?:cards?|boards?|sheets?)\b",
    ),
    Thing.RANKINGS: (
        r"(?<!taxi )\brank(?:s|ed|ing|ings)?\b|\bleader ?boards?\b|\bleague tables?\b",
        r"\b(?:top|bottom) (?:\d+|three|five|ten)\b|\bworst[- ]performing\b",
    ),
    Thing.TRACKS: (
        r"\b(?:location|gps|movement) (?:tracks?|tracking|history|data)\b",
        r"\btrack(?:s|ing|ed)? (?:of )?(?:the )?(?:officers|people|staff|residents|movements)\b",
        r"\b(?:real[- ]time|live) (?:location|position)s?\b|\bwhereabouts\b",
    ),
    Thing.INSTANT: (
        r"\brepl(?:y|ies) (?:immediately|at once|instantly|right away)\b|\binstant (?:repl|respon)",
        r"\b(?:online|reachable|on standby) (?:24/7|a?round the clock|at all hours)\b",
        r"\balways (?:online|reachable)\b|\breply (?:received|ok)\b",
    ),
    Thing.GROUPS: (
        rf"\b(?:create|set up|join|start|open|number of)\b.{{0,20}}\b{_CHAT}\b",
        rf"\b{_CHAT}\b.{{0,20}}\b(?:created|joined|members|set up)\b|\bgroup chats?\b",
    ),
}

# What a label that asks for a number may not end with.
COUNTED: dict[Thing, str] = {
    Thing.LOG_INS: r"(?<!台风)(?<!飓风)登[录陆](?:平台|系统)?",
    Thing.READS: r"阅读|浏览|点击|已读",
    Thing.FORWARDS: r"转发|分享",
    Thing.PHOTO_COUNTS: rf"{_PICTURE}|拍照|{_MEDIA}",
    Thing.MEETINGS: rf"{_MEETING}|开会|meetings?",
}
