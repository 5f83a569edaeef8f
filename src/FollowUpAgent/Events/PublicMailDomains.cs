namespace FollowUpAgent.Events;

/// <summary>
/// Domains at which everybody may have a mailbox, free or with a line to the internet: two people there are no colleagues.
/// <c>Events:PublicMailDomains</c> extends the list.
/// </summary>
internal static class PublicMailDomains
{
    private const string Known =
        """
        163.com 126.com aim.com alice.it aliceadsl.fr aol.com arcor.de att.net bbox.fr bellsouth.net bigpond.com bluewin.ch bk.ru btinternet.com caiway.nl casema.nl
        charter.net chello.nl club-internet.fr comcast.net compuserve.com cox.net daum.net duck.com earthlink.net eircom.net email.com email.cz email.de fastmail.com
        fastmail.fm foxmail.com free.fr freenet.de freemail.hu gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net googlemail.com hanmail.net hccnet.nl hetnet.nl home.nl
        hotmail.be hotmail.ca hotmail.ch hotmail.co.uk hotmail.com hotmail.de hotmail.es hotmail.fr hotmail.it hotmail.nl hushmail.com icloud.com inbox.com inbox.lv
        inbox.ru interia.pl kabelfoon.nl kpnmail.nl kpnplanet.nl laposte.net libero.it list.ru live.be live.ca live.co.uk live.com live.de live.fr live.it live.nl
        mac.com mail.com mail.de mail.ru me.com mindspring.com msn.com naver.com neuf.fr ntlworld.com numericable.fr o2.pl o2online.de onet.pl online.nl optonline.net
        optusnet.com.au orange.fr outlook.be outlook.com outlook.de outlook.es outlook.fr outlook.it planet.nl pm.me posteo.de proton.me protonmail.ch protonmail.com
        proximus.be qq.com quicknet.nl rambler.ru rediffmail.com rocketmail.com sbcglobal.net scarlet.be seznam.cz sfr.fr shaw.ca sina.com sky.com skynet.be solcon.nl
        sunrise.ch swissonline.ch sympatico.ca t-mobilethuis.nl t-online.de talktalk.net tele2.nl telefonica.net telenet.be telfort.nl telia.com telus.net terra.com.br
        tin.it tiscali.co.uk tiscali.it tutanota.com tutamail.com uol.com.br upcmail.nl verizon.net versatel.nl virgilio.it virginmedia.com voila.fr volny.cz
        wanadoo.fr wanadoo.nl web.de wp.pl xs4all.nl yahoo.ca yahoo.co.in yahoo.co.jp yahoo.co.uk yahoo.com yahoo.com.br yahoo.de yahoo.es yahoo.fr yahoo.it
        yandex.com yandex.ru ymail.com zeelandnet.nl ziggo.nl zoho.com zonnet.nl
        """;

    private static readonly HashSet<string> All = new(Known.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the domain is one of them.</summary>
    public static bool Contains(string domain) => All.Contains(domain);
}
