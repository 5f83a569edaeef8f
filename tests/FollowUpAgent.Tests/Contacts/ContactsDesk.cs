using System.Text;
using FollowUpAgent.Contacts;
using FollowUpAgent.Contacts.Import;
using FollowUpAgent.Hosting;
using FollowUpAgent.Storage;
using FollowUpAgent.Tests.House;
using Microsoft.Extensions.Logging.Abstractions;

namespace FollowUpAgent.Tests.Contacts;

/// <summary>The room Contacts on a database and a folder of its own.</summary>
internal sealed class ContactsDesk : IAsyncDisposable
{
    private readonly IdSource ids;

    private ContactsDesk(Database database, ContactsOptions options)
    {
        Database = database;
        ids = new IdSource(Clock, new SeededChance(7));
        Importer = new ContactImporter(database, Keys, ids, Clock, options);
        Suppressions = new SuppressionImporter(database, Keys, Clock, options);
        List = new SuppressionList(database, Keys, Clock);
    }

    public Database Database { get; }

    public HandClock Clock { get; } = HandClock.Monday;

    public AddressKeys Keys { get; } = new(new KeyRing(new byte[32]));

    public ContactImporter Importer { get; }

    public SuppressionImporter Suppressions { get; }

    public SuppressionList List { get; }

    public string Folder { get; } = TestFolder.New("contacts");

    public static async Task<ContactsDesk> OpenAsync(DatabaseKind kind, ContactsOptions? options = null) =>
        new(await TestDatabase.OpenAsync(kind), options ?? new ContactsOptions());

    public static ContactsDesk On(Database database) => new(database, new ContactsOptions());

    public PersonalData Privacy(params IPersonalData[] more) => new(
        Database, Keys, ids, Clock, new AgentFolder(Folder), [new ContactPersonalData(), .. more], NullLogger<PersonalData>.Instance);

    public string Write(string text, string name = "contacts.csv") => Write(Encoding.UTF8.GetBytes(text), name);

    public string Write(byte[] bytes, string name = "contacts.csv")
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public Task<ImportSummary> ImportAsync(string text) => ImportAsync(new ImportRequest(Write(text)));

    public Task<ImportSummary> ImportAsync(ImportRequest request) => Importer.ImportAsync(request, null, CancellationToken.None);

    public async Task<string> RefusalAsync(string text) =>
        (await Assert.ThrowsAsync<ImportException>(() => ImportAsync(text))).Message;

    public async Task<Contact> FindAsync(string address) =>
        await Database.ReadAsync(s => s.FindContactAsync(Keys.KeyOf(address)), CancellationToken.None)
        ?? throw new InvalidOperationException($"no contact {address}");

    public Task<List<Contact>> AllAsync() => Database.ReadAsync(
        s => s.QueryAsync<Contact>("SELECT * FROM contact ORDER BY address"), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
