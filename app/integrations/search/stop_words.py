"""Words that say how a sentence is built, not what it is about: finding them everywhere would blur the ranking."""

from __future__ import annotations

_WORDS = """
a about above according accordingly across actually after afterwards again against ain't all almost alone along
already also although always am amid among amongst an and another any anybody anyhow anyone anything anyway anywhere
are aren't around as aside at away be became because become becomes becoming been before beforehand behind being
below beside besides between beyond both but by came can can't cannot certainly clearly come comes concerning
consequently could couldn't currently despite did didn't do does doesn't doing don't done down during each eg either
else elsewhere enough especially et etc even ever every everybody everyone everything everywhere except few for
former formerly from further furthermore gave get gets getting give given gives giving go goes going gone got had
hadn't has hasn't have haven't having he he'd he'll he's hence her here here's hereafter hereby herein hereupon hers
herself him himself his hither how how's howbeit however i i'd i'll i'm i've ie if in inasmuch indeed insofar
instead into inward is isn't it it'd it'll it's its itself just keep keeps kept know known knows last lately later
latter latterly least less lest let let's like likely made mainly make makes making many may maybe me meanwhile
merely might mightn't mine more moreover most mostly much must mustn't my myself namely near nearly neither never
nevertheless nobody none nonetheless noone nor normally not nothing notwithstanding now nowhere obviously of off
often oh ok okay on once one's ones only onto or other others otherwise ought our ours ourselves out over overall
own particularly per perhaps please possible possibly presumably probably provided quite rather really reasonably
regarding regardless regards relatively respectively said same saw say saying says see seem seemed seeming seems
seen several shall shan't she she'd she'll she's should shouldn't since so some somebody somehow someone something
sometime sometimes somewhat somewhere soon still such take taken takes taking tends than that that's the their
theirs them themselves then thence there there's thereafter thereby therefore therein thereof thereupon these they
they'd they'll they're they've this thorough thoroughly those though through throughout thru thus to together too
took toward towards tried tries truly try trying twice under unless unlikely until unto up upon us use used uses
using usually various very via viz was wasn't way we we'd we'll we're we've were weren't what what's whatever when
when's whence whenever where where's whereafter whereas whereby wherein whereupon wherever whether which while
whilst whither who who's whoever whole whom whomever whose why why's will willing with within without won't would
wouldn't yes yet you you'd you'll you're you've your yours yourself yourselves
"""

STOP_WORDS = frozenset(_WORDS.split())
