"""Items kept for a closer look, without the people in them."""

import json
import re
from typing import Any

LEFT_OUT = "[left out]"
_WRITTEN = json.dumps(LEFT_OUT)

_PERSONAL = frozenset(
    """
    account accountid accountname acct author authorid authorname authorurl avatar by creator
    displayname email emailaddress firstname fullname handle idcard idnumber lastname login mail
    mobile mobilephone name nick nickname openid owner phone phonenumber profileurl qq realname
    reviewer reviewername screenname tel telephone uid unionid user userid username userurl wechat
    weixin 作者 作者id 姓名 昵称 用户 用户id 用户名 用户昵称 名字 账号 账户 帐号 微信 微信号
    电话 电话号码 手机 手机号 手机号码 联系方式 联系电话 邮箱 电子邮箱 身份证 身份证号 收货人 地址
    """.split()  # noqa: SIM905  # a list of lines would fill the page
)
"""Keys whose values name people, in small letters without separators."""

_PAIR = re.compile(
    r'"(?P<key>[^"\\]{1,64})"(?P<between>\s{0,8}:\s{0,8})'
    r'(?P<value>"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|\[[^\]]*+\]?|[^\s",\[\]{}]+)',
    re.DOTALL,
)


def without_people(raw: str) -> str:
    """Return `raw`, if it is JSON, with `[left out]` for each value under a key that names people.

    Objects within objects are searched too; under such a key a list or object goes whole. Of
    JSON that was cut short the pairs that can be made out are treated so. Anything else, such as
    a piece of a page, comes back as it is.
    """
    if not raw.lstrip().startswith(("{", "[")):
        return raw
    try:
        told = json.loads(raw)
        kept = _kept(told)
    except (ValueError, RecursionError):
        return _PAIR.sub(_pair, raw)
    return raw if kept == told else json.dumps(kept, ensure_ascii=False)


def _kept(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _field(key, held) for key, held in value.items()}
    return [_kept(held) for held in value] if isinstance(value, list) else value


def _field(key: str, value: Any) -> Any:
    # An empty value names nobody, and its being empty may be why the item was refused.
    return LEFT_OUT if _is_personal(key) and value not in (None, "") else _kept(value)


def _pair(found: re.Match[str]) -> str:
    if not _is_personal(found["key"]):
        return found[0]
    return f'"{found["key"]}"{found["between"]}{_WRITTEN}'


def _is_personal(key: str) -> bool:
    return re.sub(r"[\W_]", "", key).lower() in _PERSONAL
