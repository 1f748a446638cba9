"""The shop: product pages with reviews in three kinds of schema.org markup."""

import json
from collections.abc import Callable, Sequence
from html import escape
from itertools import islice

from flows.demo.clock import Clock, View
from flows.demo.market import Product
from flows.demo.pages import article, links, local, not_found, page, paragraphs, shown
from flows.demo.posts import DemoPost
from flows.demo.serving import Answer, Request
from flows.demo.truths import Truths
from flows.demo.world import World

PAGE_SIZE = 25
ROBOTS = "User-agent: *\nDisallow: /cart\nDisallow: /u/\nSitemap: {base}/sitemap.xml\n"
BROKEN = (
    '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "Product", '
    '"name": "曜桐 小夜灯", "review": [{"@type": "Review", "author": {"@type": "Person", "name": '
    '"夜里的栗子"}, "datePublished": "2026-10-20", "reviewBody": "灯光很柔和，</script>'
)


class Shop:
    """Answers as a shop does: `/`, `/p/<product>?page=`, `/r/<review>`, robots.txt, sitemap.xml."""

    def __init__(self, world: World, clock: Clock) -> None:
        self.base = ""
        self._view = View(world, clock, channel="shop")
        self._truths: Truths = world.truths
        self._products = {product.slug: product for product in world.products}
        self._shelves = {slug: self._view.shelf(_about(slug)) for slug in self._products}

    def __call__(self, request: Request) -> Answer:
        """Return the answer to one request."""
        path = request.path
        if path in self._truths.broken_pages:
            return page("曜桐 小夜灯", "<p>评价加载中……</p>", head=BROKEN)
        fixed: dict[str, Callable[[], Answer]] = {
            "/": self._index,
            "/robots.txt": lambda: Answer(ROBOTS.format(base=self.base), "text/plain"),
            "/sitemap.xml": self._sitemap,
        }
        if path in fixed:
            return fixed[path]()
        return self._dynamic(request)

    def addresses(self) -> tuple[str, ...]:
        """Return the first page of each product, the broken one last."""
        own = [f"{self.base}/p/{slug}" for slug in self._products]
        return (*own, *(self.base + path for path in self._truths.broken_pages))

    def _dynamic(self, request: Request) -> Answer:
        room, _, name = request.path.lstrip("/").partition("/")
        if room == "p" and name in self._products:
            return self._product(self._products[name], request.number("page", 1, most=10**6))
        if room == "r":
            post = self._view.find(name)
            return page("评价", self._shown(post)) if post else not_found()
        if room == "u" and name in self._view.people:
            return page(self._view.people[name].name, "<p>买家主页</p>")
        return not_found()

    def _index(self) -> Answer:
        rows = [(f"/p/{slug}", product.title) for slug, product in self._products.items()]
        broken = [(path, "曜桐 小夜灯") for path in self._truths.broken_pages]
        return page("微风百货", links([*rows, *broken]))

    def _sitemap(self) -> Answer:
        entries = "".join(f"<url><loc>{escape(url)}</loc></url>" for url in self.addresses())
        space = "http://www.sitemaps.org/schemas/sitemap/0.9"
        return Answer(f'<urlset xmlns="{space}">{entries}</urlset>', "application/xml")

    def _product(self, product: Product, number: int) -> Answer:
        start = (number - 1) * PAGE_SIZE
        reviews = list(islice(self._shelves[product.slug].newest(), start, start + PAGE_SIZE + 1))
        if not reviews and number > 1:
            return not_found()
        more = len(reviews) > PAGE_SIZE
        head, body = self._marked_up(product, reviews[:PAGE_SIZE])
        onward = f"{self.base}/p/{product.slug}?page={number + 1}"
        if more:
            head += f'<link rel="next" href="{onward}">'
            body += f'<nav><a rel="next" href="{onward}">下一页</a></nav>'
        return page(product.title, body, head=head)

    def _marked_up(self, product: Product, reviews: Sequence[DemoPost]) -> tuple[str, str]:
        """Return (head, body): JSON-LD stands in the head, the other two in what is shown."""
        if product.markup == "json-ld":
            body = "".join(map(self._shown, reviews))
            return self._json_ld(product, reviews), f"<p>¥{product.price}</p>{body}"
        if product.markup == "microdata":
            return "", self._microdata(product, reviews)
        return "", self._rdfa(product, reviews)

    def _shown(self, post: DemoPost) -> str:
        stars = "★" * (post.rating or 0)
        body = f"<p>{stars}</p>{paragraphs(post.text)}"
        return article(post, name=self._view.author(post).name, body=body)

    def _json_ld(self, product: Product, reviews: Sequence[DemoPost]) -> str:
        data = {
            "@context": "https://schema.org",
            "@type": "Product",
            "name": product.title,
            "brand": {"@type": "Brand", "name": product.brand.name},
            "offers": {"@type": "Offer", "price": product.price, "priceCurrency": "CNY"},
            "review": [self._json_review(post) for post in reviews],
        }
        text = json.dumps(data, ensure_ascii=False, indent=1).replace("</", "<\\/")
        return f'<script type="application/ld+json">{text}</script>'

    def _json_review(self, post: DemoPost) -> dict[str, object]:
        author = self._view.author(post)
        stars = {"@type": "Rating", "ratingValue": str(post.rating), "bestRating": "5"}
        return {
            "@type": "Review",
            "@id": f"{self.base}/r/{post.id}#review",
            "url": f"{self.base}/r/{post.id}",
            "author": {
                "@type": "Person",
                "name": author.name,
                "url": f"{self.base}/u/{author.id}",
            },
            "datePublished": local(post.published_at),
            "reviewBody": post.text,
            "reviewRating": {**stars, "worstRating": "1"},
        }

    def _microdata(self, product: Product, reviews: Sequence[DemoPost]) -> str:
        rows = "".join(map(self._micro_review, reviews))
        return (
            '<div itemscope itemtype="https://schema.org/Product">'
            f'<p>商品：<span itemprop="name">{escape(product.title)}</span></p>{rows}</div>'
        )

    def _micro_review(self, post: DemoPost) -> str:
        author = self._view.author(post)
        return (
            f'<article id="{post.id}" itemprop="review" itemscope '
            'itemtype="https://schema.org/Review">'
            f'<link itemprop="url" href="{self.base}/r/{post.id}">'
            '<p itemprop="author" itemscope itemtype="https://schema.org/Person">'
            f'<a itemprop="url" href="{self.base}/u/{author.id}">'
            f'<span itemprop="name">{escape(author.name)}</span></a></p>'
            f'<time itemprop="datePublished" datetime="{local(post.published_at)}">'
            f"{shown(post.published_at)}</time>"
            '<p itemprop="reviewRating" itemscope itemtype="https://schema.org/Rating">'
            f'<span itemprop="ratingValue">{post.rating}</span> / '
            '<span itemprop="bestRating">5</span></p>'
            f'<div itemprop="reviewBody">{paragraphs(post.text)}</div></article>'
        )

    def _rdfa(self, product: Product, reviews: Sequence[DemoPost]) -> str:
        rows = "".join(map(self._rdfa_review, reviews))
        return (
            '<div vocab="https://schema.org/" typeof="Product">'
            f'<p>商品：<span property="name">{escape(product.title)}</span></p>{rows}</div>'
        )

    def _rdfa_review(self, post: DemoPost) -> str:
        author = self._view.author(post)
        return (
            f'<article id="{post.id}" property="review" typeof="Review">'
            '<p property="author" typeof="Person">'
            f'<span property="name">{escape(author.name)}</span></p>'
            f'<meta property="url" content="{self.base}/r/{post.id}">'
            f'<time property="datePublished" content="{local(post.published_at)}">'
            f"{shown(post.published_at)}</time>"
            '<p property="reviewRating" typeof="Rating">'
            f'<span property="ratingValue">{post.rating}</span> / '
            '<span property="bestRating">5</span></p>'
            f'<div property="reviewBody">{paragraphs(post.text)}</div></article>'
        )


def _about(slug: str) -> Callable[[DemoPost], bool]:
    return lambda post: post.product == slug
