package survey

import (
	"errors"
	"strings"
)

// stopWords are the smallest words of a language, by its code: articles, pronouns, prepositions, what
// joins sentences, and to be, have and will. No phrase begins or ends with one. What negates is not
// among them: not good is not good.
var stopWords = map[string]string{
	"en": `a an the this that these those there here it its it's i i'm i've i'd i'll me my mine myself you your yours you're we we're we've us our
ours he him his she her hers they they're them their theirs one ones who whom whose which what when where why how and or but so if then than
because as at by for from in into of off on onto out over to up down with about after again all also am an any are be been being before both
can could did do does doing each else even ever every had has have having is just let's may might more most much must my now only other
own per quite rather same shall should since some still such thing things though through too under until very via was were while
will within would yet got get gets getting going gone went came come that's there's what's`,
	"fr": `a ai ait après as au aussi autre autres aux avaient avais avait avant avec avez aviez avoir avons ayant beaucoup c'est c'était ce ceci cela celle
celles celui ces cet cette ceux chaque chez ci comme comment d'abord d'ailleurs d'autres d'un d'une dans de depuis des deux dois doit donc dont du
durant dès déjà elle elles en encore ensuite entre es est et eu eux faire fait faut fois font il ils j'ai j'aurais j'avais j'en j'y j'étais je jusqu'à
l'autre l'on la le les lesquels leur leurs lors lorsque lui là m'a m'ont ma mais me mes moi mon même mêmes n'a n'ai n'est n'ont n'y n'était ne nos
notre nous on ont or ou où par parce pendant peu peut peux pour pourquoi puis puisque qu'il qu'ils qu'on qu'un qu'une quand que quel quelle quelles
quelque quelques quels qui quoi s'est s'il sa se selon sera serait seront ses si soi soit son sont sous suis sur t'as ta te tel telle tes toi ton
toujours tous tout toute toutes très tu un une va vais vers voici voilà vont vos votre vous vraiment vu y à ça étaient étais était étant été être`,
	"nb": `alle alt altså andre at av bare begge ble blei bli blir blitt da de deg dei dem den denne der dere deres det dette di din disse ditt dit du
eg ein eller en enn er et ett etter for fordi fra få får før ga gi gir gjennom gjør gjøre gjort gå går ha hadde han hans har hei helt her hos hun hva hvem
hver hvilken hvilke hvis hvor hvordan hvorfor i inn ja jeg jo kan kom komme kommer kunne litt man mange med meg meget mellom men mer mest min mine mitt mot mye må
måtte nå når nok noe noen og også om opp oss over på rundt sa samme seg selv si sin sine sitt siden skal skulle slik som sånn så til ut under var ved ved
vel veldig vi vil ville vår våre vært være å`,
	"ru": `а бы был была были было быть в вам вас ваш ваша ваше ваши весь во вот все всё всего всем всех вы где да даже для до его ее её ей ему если есть
еще ещё ж же за и из или им их к как какая какой какие когда которая которое которые который кто ли либо лишь между меня мне много мной мы на над нам нас наш
наша них о об один одна одно он она они оно от очень по под после потом потому при про просто раз с сам сама сами себе себя сейчас со так такая такие такой также там
те тебя тем то тогда того тоже той только том тот ту тут ты тебе твой у уж уже хоть чего чем через что чтоб чтобы эта эти это этим этих этого этой этом этот эту я`,
	"sv": `alla allt andra att av bara blev bli blir blivit då de dem den denna deras dess dessa det detta dig din dina dit ditt dom du där därför efter
eller en er era ert ett finns från fick få får för före ge genom ger gick gå går gör göra gjort ha hade han hans har helt henne hennes hon honom hos hur här i igen
in inom ja jag ju kan kom komma kommer kunde lite man med mellan men mer mest mig min mina mitt mot mycket måste ni nu när någon något några
och också om oss på samma sedan ses sig sin sina sitt ska skulle som så sådan till under upp ut vad var vara varför varit varje vart vem
vi vid vilka vilken vilket vill väl vår våra vårt än är åt över`,
}

// negations are the words of the same languages that negate. Alone they say nothing that a reader can
// act on; within a phrase they stay.
const negations = `no not never none nothing cannot can't couldn't don't doesn't didn't isn't aren't wasn't weren't won't wouldn't shouldn't hasn't
haven't hadn't ain't aucun aucune jamais ni non pas rien sans ikke ingen inga intet aldri heller hverken verken не ни нет никто ничего никогда нельзя inte inget inga aldrig ej icke`

var negates = func() map[string]bool {
	words := map[string]bool{}
	for _, word := range strings.Fields(negations) {
		words[word] = true
	}
	return words
}()

// ParseLanguage parses a language whose smallest words are known.
func ParseLanguage(text string) ([]string, error) {
	language := strings.ToLower(strings.TrimSpace(text))
	if _, known := stopWords[language]; !known {
		return nil, errors.New("want en, fr, nb, ru or sv; -stop FILE has the words of any other")
	}
	return []string{language}, nil
}
