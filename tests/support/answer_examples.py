"""One invented answer of each service that has a live collector, as somebody may have saved it."""

from typing import Any

STEAM = {
    "query_summary": {"num_reviews": 2},
    "reviews": {
        "9001": {
            "recommendationid": "9001",
            "author": {"steamid": "76500000000000001"},
            "language": "schinese",
            "review": "打磨得很好",
            "timestamp_created": 1717120000,
            "timestamp_updated": 1717120000,
            "voted_up": True,
            "votes_up": 3,
        },
        "9002": {
            "recommendationid": "9002",
            "author": {"steamid": "76500000000000002"},
            "language": "english",
            "review": "crashes",
            "timestamp_created": 1717120100,
            "timestamp_updated": 1717120100,
            "voted_up": False,
            "votes_up": 0,
        },
    },
}


def _label(value: str) -> dict[str, str]:
    return {"label": value}


APPSTORE = {
    "feed": {
        "id": _label("https://itunes.example/jp/rss/customerreviews/id=400000001/page=1/json"),
        "entry": [
            {
                "author": {"name": _label("はな"), "uri": _label("https://itunes.example/id77")},
                "updated": _label("2024-05-30T20:17:03-07:00"),
                "im:rating": _label("4"),
                "id": _label("8001"),
                "title": _label("便利"),
                "content": _label("毎日使っています"),
            }
        ],
    }
}

GOOGLEPLAY = {
    "reviews": [
        {
            "reviewId": "gp:1",
            "authorName": "Uwe",
            "comments": [
                {
                    "userComment": {
                        "text": "\tStürzt ab",
                        "lastModified": {"seconds": "1717120000"},
                        "starRating": 2,
                        "reviewerLanguage": "de",
                    }
                }
            ],
        }
    ]
}


def _youtube(name: str, text: str, **more: Any) -> dict[str, Any]:
    return {
        "kind": "youtube#comment",
        "id": name,
        "snippet": {
            "textDisplay": text,
            "textOriginal": text,
            "authorDisplayName": "@ann",
            "authorChannelId": {"value": "UCann"},
            "likeCount": 2,
            "publishedAt": "2024-05-31T10:00:00Z",
            "updatedAt": "2024-05-31T10:00:00Z",
            **more,
        },
    }


YOUTUBE_THREADS = {
    "kind": "youtube#commentThreadListResponse",
    "items": [
        {
            "kind": "youtube#commentThread",
            "id": "Ug1",
            "snippet": {
                "videoId": "vid00000001",
                "topLevelComment": _youtube("Ug1", "Well explained", videoId="vid00000001"),
                "totalReplyCount": 1,
            },
            "replies": {"comments": [_youtube("Ug1.a", "Indeed", parentId="Ug1")]},
        }
    ],
}
YOUTUBE_COMMENTS = {
    "kind": "youtube#commentListResponse",
    "items": [_youtube("Ug1.a", "Indeed", parentId="Ug1")],
}

WOOCOMMERCE = [
    {
        "id": 31,
        "date_created": "2024-05-31T12:00:00",
        "date_created_gmt": "2024-05-31T10:00:00",
        "product_id": 7,
        "reviewer": "Ann",
        "review": "<p>Bright lamp</p>",
        "rating": 5,
        "verified": True,
    }
]

WORDPRESS = [
    {
        "id": 41,
        "post": 4,
        "parent": 0,
        "author": 0,
        "author_name": "Ann",
        "date": "2024-05-31T12:00:00",
        "date_gmt": "2024-05-31T10:00:00",
        "content": {"rendered": "<p>Thanks for this</p>"},
        "link": "https://blog.example/post/#comment-41",
        "type": "comment",
    }
]

HACKERNEWS = {
    "hits": [
        {
            "objectID": "51",
            "author": "ann",
            "comment_text": "Works for me",
            "story_title": "A lamp",
            "story_id": 50,
            "parent_id": 50,
            "created_at": "2024-05-31T10:00:00Z",
            "created_at_i": 1717149600,
            "_tags": ["comment", "author_ann", "story_50"],
        }
    ],
    "nbHits": 5000,
}
HACKERNEWS_TREE = {
    "id": 50,
    "type": "story",
    "author": "bob",
    "title": "A lamp",
    "created_at_i": 1717140000,
    "created_at": "2024-05-31T07:20:00Z",
    "points": 3,
    "children": [
        {
            "id": 51,
            "type": "comment",
            "author": "ann",
            "text": "Works for me",
            "created_at_i": 1717149600,
            "created_at": "2024-05-31T10:00:00Z",
            "parent_id": 50,
            "story_id": 50,
            "children": [],
        }
    ],
}


def _comment(name: str, body: str, replies: Any) -> dict[str, Any]:
    data = {
        "id": name,
        "name": f"t1_{name}",
        "body": body,
        "author": "ann",
        "subreddit": "lamps",
        "created_utc": 1717149600.0,
        "link_id": "t3_sub1",
        "parent_id": "t3_sub1",
        "score": 4,
        "replies": replies,
    }
    return {"kind": "t1", "data": data}


def _listing(*children: Any) -> dict[str, Any]:
    return {"kind": "Listing", "data": {"children": list(children), "after": None}}


REDDIT = [
    _listing(
        {
            "kind": "t3",
            "data": {
                "id": "sub1",
                "name": "t3_sub1",
                "title": "Which lamp?",
                "selftext": "It should be bright.",
                "author": "bob",
                "subreddit": "lamps",
                "created_utc": 1717140000.0,
                "num_comments": 3,
                "score": 9,
            },
        }
    ),
    _listing(
        _comment("c1", "This one", _listing(_comment("c2", "Agreed", ""))),
        _comment("c3", "[removed]", ""),
        {"kind": "more", "data": {"children": ["c9"]}},
    ),
]

MASTODON = {
    "ancestors": [],
    "descendants": [
        {
            "id": "61",
            "uri": "https://social.example/users/ann/statuses/61",
            "url": "https://social.example/@ann/61",
            "created_at": "2024-05-31T10:00:00.000Z",
            "account": {"id": "6", "acct": "ann", "url": "https://social.example/@ann"},
            "content": "<p>Bright!</p>",
            "reblogs_count": 1,
            "favourites_count": 2,
            "replies_count": 0,
        }
    ],
}

DISCOURSE = {
    "post_stream": {
        "posts": [
            {
                "id": 71,
                "username": "ann",
                "user_id": 7,
                "created_at": "2024-05-31T10:00:00.000Z",
                "cooked": "<p>Bright!</p>",
                "post_number": 1,
                "post_type": 1,
                "topic_id": 70,
                "topic_slug": "lamps",
            }
        ]
    },
    "title": "Lamps",
}
DISCOURSE_TOPICS = {
    "topic_list": {
        "topics": [
            {"id": 70, "title": "Lamps", "created_at": "2024-05-31T10:00:00Z", "reply_count": 2}
        ]
    }
}


def _view(key: str, text: str, **more: Any) -> dict[str, Any]:
    return {
        "uri": f"at://did:plc:ann/app.bsky.feed.post/{key}",
        "cid": f"bafy{key}",
        "author": {"did": "did:plc:ann", "handle": "ann.example"},
        "record": {
            "$type": "app.bsky.feed.post",
            "text": text,
            "createdAt": "2024-05-31T10:00:00Z",
        },
        "indexedAt": "2024-05-31T10:00:01Z",
        "likeCount": 2,
        **more,
    }


BLUESKY_POSTS = {"posts": [_view("a", "Bright"), _view("b", "Dim")], "cursor": "25"}
BLUESKY_FEED = {
    "feed": [
        {"post": _view("a", "Bright")},
        {
            "post": _view("b", "Dim"),
            "reason": {
                "$type": "app.bsky.feed.defs#reasonRepost",
                "by": {"did": "did:plc:bob", "handle": "bob.example"},
                "indexedAt": "2024-05-31T11:00:00Z",
            },
        },
    ]
}
BLUESKY_THREAD = {
    "thread": {
        "$type": "app.bsky.feed.defs#threadViewPost",
        "post": _view("b", "Second"),
        "parent": {"post": _view("a", "First")},
        "replies": [{"post": _view("c", "Third"), "replies": [{"post": _view("d", "Fourth")}]}],
    }
}


def _commit(operation: str, key: str, **more: Any) -> dict[str, Any]:
    commit = {"operation": operation, "collection": "app.bsky.feed.post", "rkey": key, **more}
    return {"did": "did:plc:ann", "time_us": 1717149600000000, "kind": "commit", "commit": commit}


JETSTREAM_POST = _commit("create", "a", record=_view("a", "Bright")["record"])
JETSTREAM_DELETED = _commit("delete", "a")

ANSWERS: dict[str, list[tuple[str, Any, int]]] = {
    "steam": [("review_440.json", STEAM, 2)],
    "appstore": [("reviews.json", APPSTORE, 1)],
    "googleplay": [("com.example.lamp.json", GOOGLEPLAY, 1)],
    "youtube": [("threads.json", YOUTUBE_THREADS, 2), ("comments.json", YOUTUBE_COMMENTS, 1)],
    "woocommerce": [("reviews.json", WOOCOMMERCE, 1), ("proxied.json", {"data": WOOCOMMERCE}, 1)],
    "wordpress": [("comments.json", WORDPRESS, 1)],
    "hackernews": [("search.json", HACKERNEWS, 1), ("item.json", HACKERNEWS_TREE, 2)],
    "reddit": [("thread.json", REDDIT, 3)],
    "mastodon": [("context.json", MASTODON, 1), ("list.json", MASTODON["descendants"], 1)],
    "bluesky": [
        ("posts.json", BLUESKY_POSTS, 2),
        ("feed.json", BLUESKY_FEED, 3),
        ("thread.json", BLUESKY_THREAD, 4),
    ],
    "jetstream": [("events.jsonl", JETSTREAM_POST, 1)],
    "discourse": [("topic.json", DISCOURSE, 1), ("latest.json", DISCOURSE_TOPICS, 1)],
}
"""Name of a format -> (name of the file, what it holds, posts in it), form by form."""
