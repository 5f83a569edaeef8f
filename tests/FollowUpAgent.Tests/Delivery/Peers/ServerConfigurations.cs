namespace FollowUpAgent.Tests.Delivery.Peers;

/// <summary>
/// The same small server in three languages: mails for inbox.example are filed, refused@ is refused, deferred@ is put
/// off where the language can say so, everything else is no business of this server.
/// </summary>
internal static class ServerConfigurations
{
    public static string PostfixMain(string folder, string? certificatePem) => $$"""
        compatibility_level = 3.6
        queue_directory = {{folder}}/queue
        data_directory = {{folder}}/data
        mail_owner = postfix
        setgid_group = postdrop
        maillog_file = {{folder}}/data/log
        maillog_file_prefixes = {{folder}}
        myhostname = mx.inbox.example
        mydestination =
        local_recipient_maps =
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        mynetworks = 192.0.2.0/24
        default_transport = error:nothing leaves this machine
        virtual_mailbox_domains = inbox.example
        virtual_mailbox_base = {{folder}}/mail
        virtual_mailbox_maps = static:all/
        virtual_minimum_uid = 1
        virtual_uid_maps = static:{{PostfixUser()}}
        virtual_gid_maps = static:{{PostfixUser()}}
        smtpd_recipient_restrictions = check_recipient_access inline:{ {refused@inbox.example = 550 5.1.1 no such user}, {deferred@inbox.example = 450 4.2.1 try later} }, reject_unauth_destination
        smtpd_relay_restrictions = reject_unauth_destination
        smtpd_tls_security_level = {{(certificatePem is null ? "none" : "may")}}
        smtpd_tls_chain_files = {{certificatePem}}
        smtpd_peername_lookup = no
        smtpd_client_connection_rate_limit = 0
        """ + "\n";

    public static string PostfixMaster(int port) => $"""
        127.0.0.1:{port} inet n - n - - smtpd
        pickup    unix  n - n 60 1 pickup
        cleanup   unix  n - n - 0 cleanup
        qmgr      unix  n - n 300 1 qmgr
        tlsmgr    unix  - - n 1000? 1 tlsmgr
        rewrite   unix  - - n - - trivial-rewrite
        bounce    unix  - - n - 0 bounce
        defer     unix  - - n - 0 bounce
        trace     unix  - - n - 0 bounce
        verify    unix  - - n - 1 verify
        flush     unix  n - n 1000? 0 flush
        error     unix  - - n - - error
        virtual   unix  - n n - - virtual
        anvil     unix  - - n - 1 anvil
        proxymap  unix  - - n - - proxymap
        scache    unix  - - n - 1 scache
        postlog   unix-dgram n - n - 1 postlogd
        """ + "\n";

    public static string Exim(int port) => $"""
        primary_hostname = mx.inbox.example
        local_interfaces = 127.0.0.1
        daemon_smtp_ports = {port}
        spool_directory = /var/spool/exim4
        log_file_path = /var/log/exim4/%slog
        tls_advertise_hosts =
        host_lookup =
        rfc1413_query_timeout = 0s
        dsn_advertise_hosts = *
        acl_smtp_rcpt = at_rcpt
        begin acl
        at_rcpt:
          deny  message = 5.1.1 no such user
                local_parts = refused
          defer message = 4.2.1 try later
                local_parts = deferred
          accept domains = inbox.example
          deny  message = 5.7.1 no relaying
        begin routers
        all:
          driver = accept
          transport = filed
        begin transports
        filed:
          driver = appendfile
          directory = /var/mail/vmail/all
          maildir_format
          user = vmail
          group = vmail
        """ + "\n";

    public static string OpenSmtpd(int port) => $$"""
        table users { "refused" = "error:550 5.1.1 no such user", "deferred" = "error:450 4.2.1 try later", "@" = "vmail" }
        smtp max-message-size "20M"
        listen on 127.0.0.1 port {{port}} hostname mx.inbox.example
        action "filed" maildir "/var/mail/vmail/all" virtual <users>
        match from any for domain "inbox.example" action "filed"
        """ + "\n";

    private static string PostfixUser() =>
        File.ReadLines("/etc/passwd").Single(line => line.StartsWith("postfix:", StringComparison.Ordinal)).Split(':')[2];
}
