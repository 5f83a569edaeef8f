using System.Data.Common;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace FollowUpAgent.Storage;

/// <summary>Brings the schema up to date: numbered, forward-only files from the rooms' Migrations folders, under a lock among processes.</summary>
internal sealed partial class Migrator(Database database, TimeProvider clock)
{
    /// <summary>All migrations in order; their numbers have no gap and no double.</summary>
    public static IReadOnlyList<Migration> All { get; } = Load();

    /// <summary>Applies what is missing.</summary>
    /// <returns>The migrations that were applied now.</returns>
    /// <exception cref="SchemaException">The database is newer than this program, or a released migration was edited.</exception>
    public async Task<IReadOnlyList<Migration>> MigrateAsync(CancellationToken cancellationToken)
    {
        TypeHandlers.Register();
        await database.CreateAsync(cancellationToken);
        List<Migration> applied = [];
        await database.AloneAsync(
            async session =>
            {
                applied.Clear();
                await session.ExecuteAsync(CreateVersions);
                var known = await session.QueryAsync<AppliedRow>(ReadVersions);
                Check(known);
                foreach (var migration in All.Skip(known.Count))
                {
                    await session.ExecuteAsync(migration.For(session.Dialect));
                    await session.ExecuteAsync(
                        AddVersion, new { migration.Number, migration.Name, migration.Checksum, AppliedAt = clock.GetUtcNow() });
                    applied.Add(migration);
                }
            },
            cancellationToken);
        return applied;
    }

    /// <summary>The migrations that an existing database lacks. Changes nothing.</summary>
    /// <exception cref="SchemaException">The database is newer than this program, or a released migration was edited.</exception>
    public async Task<IReadOnlyList<Migration>> FindMissingAsync(CancellationToken cancellationToken)
    {
        TypeHandlers.Register();
        try
        {
            var known = await database.ReadAsync(session => session.QueryAsync<AppliedRow>(ReadVersions), cancellationToken);
            Check(known);
            return [.. All.Skip(known.Count)];
        }
        catch (DbException)
        {
            // No table of versions: an empty database.
            return All;
        }
    }

    private static void Check(List<AppliedRow> known)
    {
        if (known.Count > All.Count)
        {
            throw new SchemaException(
                $"The database is at schema version {known.Count}, this program knows {All.Count}. Run the newer program, or restore a back-up.");
        }

        foreach (var (row, migration) in known.Zip(All))
        {
            if (row.Number != migration.Number || row.Checksum != migration.Checksum)
            {
                throw new SchemaException(
                    $"Migration {row.Number:0000} in the database is not the one in this program. Released migrations are never edited.");
            }
        }
    }

    private static List<Migration> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var found = assembly.GetManifestResourceNames()
            .Select(resource => (resource, match: ResourceName().Match(resource)))
            .Where(r => r.match.Success)
            .Select(r => new Migration(
                int.Parse(r.match.Groups["number"].Value, CultureInfo.InvariantCulture), r.match.Groups["name"].Value, Read(assembly, r.resource)))
            .OrderBy(m => m.Number)
            .ToList();
        for (var i = 0; i < found.Count; i++)
        {
            if (found[i].Number != i + 1)
            {
                throw new InvalidOperationException($"Migration numbers must run from 1 without gap or double; found {found[i].Number} at place {i + 1}.");
            }
        }

        return found;
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"\.Migrations\.(?<number>\d{4})_(?<name>[a-z_]+)\.sql$")]
    private static partial Regex ResourceName();

    private const string CreateVersions =
        """
        CREATE TABLE IF NOT EXISTS schema_version (
            number bigint PRIMARY KEY,
            name text NOT NULL,
            checksum text NOT NULL,
            applied_at bigint NOT NULL)
        """;

    private const string ReadVersions = "SELECT number, checksum FROM schema_version ORDER BY number";

    private const string AddVersion =
        "INSERT INTO schema_version (number, name, checksum, applied_at) VALUES (@Number, @Name, @Checksum, @AppliedAt)";

    private sealed class AppliedRow
    {
        public int Number { get; set; }

        public string Checksum { get; set; } = "";
    }
}

/// <summary>One migration. Lines between <c>--@sqlite</c> or <c>--@postgres</c> and <c>--@both</c> are for that database only.</summary>
internal sealed record Migration(int Number, string Name, string Text)
{
    /// <summary>SHA-256 of the text, so that an edit after release is noticed.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    /// <summary>The statements for this database.</summary>
    public string For(Dialect dialect)
    {
        var section = "both";
        var text = new StringBuilder();
        foreach (var line in Text.Split('\n'))
        {
            if (line.StartsWith("--@", StringComparison.Ordinal))
            {
                section = line[3..].Trim();
            }
            else if (section == "both" || section == dialect.Name)
            {
                text.Append(line).Append('\n');
            }
        }

        return text.ToString();
    }
}

/// <summary>The schema in the database does not fit this program; nothing was changed.</summary>
internal sealed class SchemaException(string message) : Exception(message);
