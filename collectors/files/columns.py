"""Which column of a table means which part of a post."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from collectors.errors import BadOptions
from collectors.post import Post

MAPPABLE = tuple(name for name in Post.model_fields if name not in ("source", "raw_text"))
"""Parts of a post that a column can be mapped to."""

# names as exports, crawlers and people write them; compared without case, blanks and signs
KNOWN: Mapping[str, str] = {
    "text": (
        "text content 评论内容 内容 评论 评价内容 评价 正文 comment review review_text"
        " review_body review_content body message 微博正文 微博内容 帖子内容 博文"
        " content_text comment_text desc description 留言 留言内容 文本 原文 answer"
        " feedback 反馈 反馈内容 意见 建议 回答 feedback_text tweet 贴文 贴文内容"
    ),
    "title": "title 标题 summary headline 评论标题 review_title 题目",
    "id": (
        "id post_id comment_id review_id note_id content_id aweme_id video_id 编号 评论id"
        " 评论编号 帖子id 贴文id 微博id mid weibo_id reviewid uuid recommendationid rpid 记录id"
        " 问卷编号 答卷编号"
    ),
    "author": (
        "author user username user_name nickname nick screen_name author_name reviewer"
        " 用户名 昵称 作者 用户 用户昵称 发布者 评论者 评论人 发布人 博主 买家"
        " user_nickname 使用者 使用者名称 姓名"
    ),
    "author_id": (
        "author_id user_id userid uid 用户id 用户编号 作者id 使用者id creator_hash reviewer_id"
        " account_id open_id openid"
    ),
    "published_at": (
        "published_at time date datetime timestamp created_at create_time"
        " create_date_time created created_time created_utc publish_time published"
        " publish_date post_time review_date comment_time at ctime 时间 发布时间 评论时间"
        " 日期 创建时间 发表时间 评价时间 发布日期 评论日期 提交时间 填写时间 answered_at"
        " submitted_at"
    ),
    "edited_at": "edited_at updated_at updated updated_time modified_at 更新时间 修改时间 编辑时间",
    "rating": (
        "rating score star stars star_rating 评分 星级 打分 分数 评价星级 得分 评价分数 满意度"
    ),
    "rating_low": "rating_low worst_rating",
    "rating_high": "rating_high best_rating",
    "url": (
        "url link permalink 链接 网址 连结 note_url content_url video_url aweme_url 原文链接"
        " 页面地址"
    ),
    "likes": (
        "likes like_count liked_count likecount favourites_count attitudes_count"
        " voteup_count thumbsupcount comment_like_count 点赞数 点赞 赞 获赞数 赞数 有用数 按赞数"
    ),
    "replies": (
        "replies reply_count replies_count comment_count comments_count sub_comment_count"
        " 评论数 回复数 评论量 留言数"
    ),
    "reposts": "reposts repost_count reposts_count share_count shared_count 转发数 转发量 分享数",
    "subject": (
        "subject product product_name item item_name 商品 商品名称 产品 产品名称 店铺"
        " 店铺名称 酒店 shop app 车型 品名"
    ),
    "parent_id": "parent_id parent_comment_id in_reply_to in_reply_to_id 父评论id 上级评论id",
    "thread_id": "thread_id root_id topic_id 主题id 帖子编号",
    "repost_of": "repost_of retweeted_id",
    "lang": "lang language 语言",
}

_SIGNS = re.compile(r"[\W_]+")

# the signs of names of columns that Taiwan and Hong Kong write otherwise
_SIMPLIFIED = str.maketrans(
    "編號評論評價內標題時間暱稱戶連結網讚數覆復贊發佈創員體語開瀏覽轉買賣應問見饋滿別選項類產貼"
    "圖鏈話區塊欄錄記單關鍵詞獲賞參與訪會統計條執註簽備聯絡學歷職業齡國頁屬從訂購東較舊帳長",
    "编号评论评价内标题时间昵称户连结网赞数复复赞发布创员体语开浏览转买卖应问见馈满别选项类产贴"
    "图链话区块栏录记单关键词获赏参与访会统计条执注签备联络学历职业龄国页属从订购东较旧账长",
)


def plain_name(name: str) -> str:
    """Return the name of a column as names are compared.

    Without case, blanks and signs; traditional Chinese as simplified.
    """
    return _SIGNS.sub("", unicodedata.normalize("NFKC", name).casefold()).translate(_SIMPLIFIED)


_RANKS: Mapping[str, Mapping[str, int]] = {
    part: {plain_name(name): rank for rank, name in enumerate(names.split())}
    for part, names in KNOWN.items()
}


def match_columns(columns: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Return part of a post -> column: as `mapping` says, else the best known name.

    Args:
        columns: of the table.
        mapping: part -> column; columns named here are used for nothing else.

    Raises:
        BadOptions: `mapping` names a part or a column that there is not.
    """
    for part, column in mapping.items():
        if part not in MAPPABLE:
            raise BadOptions("map", key=part, why="no part of a post", allowed=MAPPABLE)
        if column not in columns:
            why = f"there is no column {column!r}; columns: {', '.join(columns)}"
            raise BadOptions("map", key=part, why=why)
    chosen = dict(mapping)
    for part, ranks in _RANKS.items():
        free = [
            name for name in columns if name not in chosen.values() and plain_name(name) in ranks
        ]
        if part not in chosen and free:
            chosen[part] = min(free, key=lambda name, ranks=ranks: ranks[plain_name(name)])  # type: ignore[misc]  # bound for this turn
    return chosen
