"""The most frequent small words of languages: by them a language is told, and they are its stop words."""

from __future__ import annotations

from search.text import words

SMALL: dict[str, frozenset[str]] = {
    "en": words("""
        the of and to in a for on with that is was by as at from his her its their be are has have had will
        not an or this who which were it he she they we you but after been would there
    """),
    "de": words("""
        der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden
        aus er hat dass sie nach wird bei einer um am sind noch wie einem über war wurde ich
    """),
    "fr": words("""
        le la les de des et à en un une du dans que qui est pour pas sur au plus par avec ce il elle son sa
        ses ont été aux cette mais nous vous sont se ne leur
    """),
    "es": words("""
        el la los las de y en que un una del por con no para se es su al lo como más pero sus le ha fue era
        entre está son desde este esta hay también
    """),
    "pt": words("""
        o a os as de e em que um uma do da dos das no na nos nas por com não para se é ao mais como mas foi
        ele ela seu sua são pela pelo à
    """),
    "it": words("""
        il lo la i gli le di e che in un una del della dei delle nel nella per con non si è al alla da dal
        come più ma ha sono anche questo era su loro
    """),
    "nl": words("""
        de het een en van in is dat op te zijn met voor niet aan er om ook als dan bij nog uit maar worden
        door naar heeft hij zij was werd deze
    """),
    "sv": words("""
        och i att det som en på är av för med den till inte om ett han men var jag sig från har hon de så
        kan när efter under ska
    """),
    "da": words("""
        og i at det er en til på som med for den af de der ikke et har han var jeg fra men vi også om kan
        hun efter blev nu ved
    """),
    "no": words("""
        og i det er en til på som med for den av de ikke et har han var jeg fra men vi også om kan hun etter
        ble nå ved å hun
    """),
    "fi": words("""
        ja on ei se että oli hän mutta ovat kun myös joka niin tai mukaan jo sekä kuin ole tämä vain sitä he
        vuoden sen
    """),
    "is": words("""
        og í að er á sem til við um af en var ekki það hann fyrir með hún frá þegar eru hefur þá
    """),
    "pl": words("""
        w i na z się nie do to że jest o jak po co przez ale za od był dla które przy są jego oraz tego tak
        być tym
    """),
    "cs": words("""
        a v se na je že o do s z to i k pro ve by za od ale po jako jsou byl který které při také jeho však
        než už
    """),
    "sk": words("""
        a v sa na je že o do s z to aj k pre vo by za od ale po ako sú bol ktorý ktoré pri tiež jeho však
        než už
    """),
    "hu": words("""
        a az és hogy nem is egy volt meg ez de mint csak már van még ki el azt aki szerint lehet vagy sem
    """),
    "ro": words("""
        și în de la a cu pe nu o un care din este ce mai că pentru să au fost sau al lui dar fi ca sunt prin
    """),
    "tr": words("""
        ve bir bu da de için ile olarak çok daha olan gibi ne kadar sonra o en var ama değil ki her göre
    """),
    "vi": words("""
        và của là có được cho không trong một những với các này đã người để từ khi về như đến tại ra
    """),
    "id": words("""
        yang dan di dari untuk dengan ini itu pada tidak dalam akan ke adalah juga oleh telah mereka atau
        karena
    """),
    "ca": words("""
        el la els les de i en que un una del per amb no és al com més però va ser han seva seu aquest dels
        als
    """),
    "hr": words("""
        i u je na se da su za od s a ne o što kako to koji će koje ali po iz bi kao bio nije te samo
    """),
    "et": words("""
        ja on ei et see oli ka kui aga ning mis oma või ta nii seda siis välja veel olid kes üks
    """),
    "lt": words("""
        ir į yra kad iš su tai ne kaip apie buvo bet po jau taip ar už savo nuo
    """),
    "lv": words("""
        un ir ka no uz ar par tas kas arī bija lai pie vai nav bet pēc viņš savu tika
    """),
    "sq": words("""
        dhe në të e i një për me nga që është më se ka nuk u ai kjo si por janë
    """),
    "mr": words("""
        आहे आणि या ते तो ही हे होते नाही मी
    """),
    "ru": words("""
        и в во не на что он с со как а то все она так его но да ты к у же вы за бы по только ее её мне было
        вот от меня еще ещё о из ему теперь когда даже ну или ни быть был него до вас они тут где есть для мы
        их чем была без под том этот тем при это этого этой чтобы также были об
    """),
    "uk": words("""
        і й в у не на що він з та як а то все вона так його але до ви за би по тільки її було від ще о із
        йому коли чи ні бути був вони тут де є для ми їх при це цього також були про
    """),
    "sr": words("""
        и у је на се да су за од с а не о што како то који ће које али по из би као био није те само
    """),
    "el": words("""
        ο η το οι τα του της των τον την τους τις ένα ένας μια και να σε στο στη στην στον στα στις στους με
        για από που πως ότι δεν θα είναι ήταν έχει όπως αλλά ή αν κατά μετά προς ως αυτό αυτή
    """),
    "ar": words("""
        في من على إلى عن أن إن هذا هذه ذلك التي الذي كان كانت قد لا ما هو هي مع كل بعد قبل بين أو ثم لم لن و
        عند حيث كما أي حتى
    """),
    "fa": words("""
        و در به از که این را با است برای آن یک خود تا بر بود شد نیز می هم ما اما یا شده باید کرد هر او دو
    """),
    "hi": words("""
        के का की है में से को और पर यह वह ने हैं था थी थे एक कि भी नहीं तो ही कर लिए इस उस जो या हो गया अपने
    """),
    "hy": words("""
        և է են որ այս մի ին եւ էր համար իր նա մեջ հետ բայց ու չի այդ նրա պետք
    """),
    "bg": words("""
        и на за в се от с да не че по са е до как ще като при това беше
    """),
}  # fmt: skip
"""The most frequent small words."""
