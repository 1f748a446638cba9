"""One invented file of each saved format, in the shape that the site or the crawler gives it."""

from pathlib import Path
from typing import Any

_PAGES = Path(__file__).parents[1] / "collectors" / "files" / "formats" / "pages"


def _page(name: str) -> str:
    return (_PAGES / f"{name}.html").read_text(encoding="utf-8")


WEIBO_USER = {"id": 1000000001, "screen_name": "小林", "description": "护士 | 猫奴"}


def weibo_status(number: int, text: str, **more: Any) -> dict[str, Any]:
    """Return a status as Weibo gives it."""
    return {
        "created_at": "Sat Jun 01 11:00:00 +0800 2024",
        "id": 4400000010000000 + number,
        "idstr": str(4400000010000000 + number),
        "text": text,
        "user": WEIBO_USER,
        "reposts_count": 1,
        "comments_count": 2,
        "attitudes_count": 3,
        **more,
    }


WEIBO_MOBILE = {
    "ok": 1,
    "data": {
        "cardlistInfo": {"containerid": "1076031000000001", "since_id": 7, "total": 3},
        "cards": [
            {"card_type": 9, "mblog": weibo_status(1, "屏幕很亮", created_at="6小时前")},
            {"card_type": 4, "desc": "没有话"},
            {
                "card_type": 11,
                "card_group": [
                    {
                        "card_type": 11,
                        "card_group": [{"card_type": 9, "mblog": weibo_status(2, "电池一般")}],
                    }
                ],
            },
        ],
    },
}

WEIBO_HOT = [
    {"url": "/weibo?q=%23%E6%96%B0%E6%9C%BA%23&t=31&band_rank=1&Refer=top", "title": "新机发布"},
    {"url": "/weibo?q=%23%E5%A4%A7%E9%9B%A8%23&Refer=new_time", "title": "大雨"},
    {"url": "/weibo?q=%23%E6%96%B0%E6%9C%BA%23&t=31&band_rank=9&Refer=top", "title": "新机发布"},
]

WEIBO_CN_PROFILE = _page("weibo_cn_profile")

WEIBO_CN_COMMENTS = _page("weibo_cn_comments")

TIEBA_THREAD = _page("tieba_thread")

TIEBA_LIST = _page("tieba_list")

DOUBAN_SHORT = _page("douban_short")

DOUBAN_REVIEWS = _page("douban_reviews")

DOUBAN_API = {
    "count": 2,
    "start": 0,
    "total": 2,
    "subject": {"id": "77", "title": "夜行", "alt": "https://movie.douban.com/subject/77/"},
    "comments": [
        {
            "rating": {"max": 5, "value": 4, "min": 0},
            "useful_count": 9,
            "author": {"uid": "xiaolin", "name": "小林", "id": "100"},
            "subject_id": "77",
            "content": "一口气看完",
            "created_at": "2013-09-11 12:00:00",
            "id": "7701",
        },
        {
            "rating": {"max": 5, "value": 0, "min": 0},
            "useful_count": 0,
            "author": {"uid": "ahua", "name": "阿花", "id": "200"},
            "subject_id": "77",
            "content": "想看",
            "created_at": "2013-09-11 13:00:00",
            "id": "7702",
        },
    ],
}

ZHIHU_ANSWERS = {
    "data": [
        {
            "id": 300,
            "type": "answer",
            "question": {"id": 30, "type": "question", "title": "这台手机值得买吗？"},
            "author": {"id": "aa11", "name": "小林", "headline": "工程师 / 摄影"},
            "url": "https://api.zhihu.com/answers/300",
            "content": "<p>值得。</p><p>屏幕很亮。</p>",
            "voteup_count": 12,
            "comment_count": 3,
            "created_time": 1717120000,
            "updated_time": 1717123600,
        },
        {
            "verb": "MEMBER_VOTEUP_ARTICLE",
            "created_time": 1717200000,
            "id": 1717200000123,
            "target": {
                "id": 400,
                "type": "article",
                "title": "用了一年",
                "author": {"id": "0", "name": "匿名用户"},
                "content": "电池不如从前",
                "created": 1717100000,
                "updated": 1717100000,
                "voteup_count": 1,
                "comment_count": 0,
            },
        },
        {"id": 9, "type": "roundtable", "name": "圆桌"},
        {
            "id": 500,
            "type": "comment",
            "content": "谢谢",
            "author": {"member": {"id": "bb22", "name": "阿花"}},
            "created_time": 1717121000,
            "like_count": 2,
            "child_comments": [
                {
                    "id": 501,
                    "type": "comment",
                    "content": "不客气",
                    "reply_comment_id": 500,
                    "author": {"id": "aa11", "name": "小林"},
                    "created_time": 1717121100,
                }
            ],
        },
    ],
    "paging": {"is_end": True, "totals": 4, "next": "https://www.zhihu.com/api/v4/x?offset=5"},
}

ZHIHU_PAGE = _page("zhihu_markup")

ZHIHU_SCRIPT = _page("zhihu_script")

AMAZON = _page("amazon")

TAOBAO = {
    "api": "mtop.wdetail.getitemrates",
    "ret": ["SUCCESS::ok"],
    "data": {
        "total": "3",
        "rateList": [
            {
                "id": "1001",
                "auctionNumId": "5550001",
                "feedback": "灯很亮",
                "feedbackDate": "2024-05-20",
                "rateType": "1",
                "userNick": "小**林",
                "skuMap": {},
                "reply": "谢谢亲",
                "appendedFeed": {"appendedFeedback": "一个月后坏了", "intervalDay": "30"},
            },
            {
                "id": "1002",
                "auctionNumId": "5550001",
                "feedback": "此用户没有填写评价。",
                "feedbackDate": "2024-05-21",
                "rateType": "-1",
                "userNick": "阿**花",
            },
            {
                "id": "1003",
                "auctionNumId": "5550001",
                "feedback": "评价方未及时做出评价,系统默认好评!",
                "feedbackDate": "2024-05-22",
                "rateType": "1",
                "userNick": "周**",
            },
        ],
    },
}

JD = (
    'fetchJSON_comment98({"productCommentSummary":{"commentCount":3},"comments":['
    '{"id":2001,"guid":"g1","content":"灯&hellip;很亮","creationTime":"2024-05-20 10:11:12",'
    '"referenceId":"66001","referenceName":"台灯","score":5,"nickname":"小***林","usefulVoteCount":4,'
    '"replyCount":1,"afterDays":30,"afterUserComment":{"created":"2024-05-31 09:00:00",'
    '"hAfterUserComment":{"content":"一个月后坏了"}}},'
    '{"id":2002,"content":"此用户未填写评价内容","creationTime":"2024-05-21 10:00:00",'
    '"referenceId":"66001","score":1,"nickname":"阿***花"},'
    '{"id":2003,"content":"此用户未及时填写评价内容，系统默认好评！",'
    '"creationTime":"2024-05-22 10:00:00","referenceId":"66001","score":5,"nickname":"周***"}]});'
).encode("gbk")


def bilibili_reply(number: int, text: str, **more: Any) -> dict[str, Any]:
    """Return a reply as Bilibili gives it."""
    return {
        "rpid": number,
        "rpid_str": str(number),
        "oid": 170001,
        "type": 1,
        "root_str": "0",
        "parent_str": "0",
        "ctime": 1717120000,
        "like": 8,
        "rcount": 1,
        "member": {"mid": "31", "uname": "小林", "sex": "女", "sign": "护士 | 猫奴"},
        "content": {"message": text},
        "replies": None,
        **more,
    }


BILIBILI = {
    "code": 0,
    "message": "0",
    "ttl": 1,
    "data": {
        "page": {"num": 1, "size": 20, "count": 2},
        "hots": [bilibili_reply(701, "讲得清楚[doge]")],
        "replies": [
            bilibili_reply(
                701,
                "讲得清楚[doge]",
                replies=[
                    bilibili_reply(
                        702,
                        "回复 @小林 :确实",
                        root_str="701",
                        parent_str="701",
                        member={"mid": "32", "uname": "阿花"},
                    )
                ],
            ),
            bilibili_reply(703, "音乐太吵"),
        ],
        "top": {"upper": bilibili_reply(700, "资料在简介")},
    },
}

EXAMPLES: dict[str, tuple[str, Any, int]] = {
    "weibo-json": ("timeline.json", WEIBO_MOBILE, 2),
    "weibo-hotsearch": ("2024-05-30.json", WEIBO_HOT, 3),
    "weibo-cn": ("page.html", WEIBO_CN_PROFILE, 3),
    "tieba": ("thread.html", TIEBA_THREAD, 4),
    "douban": ("comments.html", DOUBAN_SHORT, 2),
    "douban-api": ("comments.json", DOUBAN_API, 2),
    "zhihu-api": ("answers.json", ZHIHU_ANSWERS, 4),
    "zhihu": ("question.html", ZHIHU_PAGE, 1),
    "amazon": ("product.html", AMAZON, 2),
    "taobao": ("rates.json", TAOBAO, 4),
    "jd": ("comments.js", JD, 4),
    "bilibili": ("reply.json", BILIBILI, 4),
}
"""Name of a format -> name of the file, what it holds, posts in it."""

OTHER_EXAMPLES: dict[str, list[tuple[str, Any]]] = {
    "weibo-cn": [("comments.html", WEIBO_CN_COMMENTS)],
    "tieba": [("list.html", TIEBA_LIST)],
    "douban": [("reviews.html", DOUBAN_REVIEWS)],
    "zhihu": [("question.html", ZHIHU_SCRIPT)],
}
"""Further forms of the same format."""
