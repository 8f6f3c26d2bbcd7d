using System.Text.RegularExpressions;

namespace Fairlead.Architecture.Tests;

/// <summary>
/// Rooms call downwards only, and only each other's words and verbs: the folders beneath a room are its own. Read from
/// the usings, as STYLE demands that they say it.
/// </summary>
public sealed partial class RoomArrows
{
    /// <summary>From the top down; a room may use those after it.</summary>
    private static readonly string[][] Floors =
    [
        ["Alerts", "Rules", "SecurityInformation"],
        ["Tickets", "SecretScanning"],
        ["Findings"],
        ["Connections"],
        ["Notifications"],
        ["Access"],
        ["Operations"],
        ["Http"],
    ];

    private static string PlatformFolder => Path.Combine(SharedData.RepositoryRoot, "src", "Fairlead.Platform");

    private static IEnumerable<(string Room, string File, string Used)> Usings =>
        from room in Floors.SelectMany(f => f)
        let folder = Path.Combine(PlatformFolder, room)
        where Directory.Exists(folder)
        from file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        where file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal)
        from Match match in UsingOfRoom().Matches(File.ReadAllText(file))
        select (room, Path.GetRelativePath(PlatformFolder, file), match.Groups["path"].Value);

    [Fact]
    public void A_room_uses_only_rooms_below_it()
    {
        var upwards = Usings.Where(u => FloorOf(u.Used.Split('.')[0]) is var used && used >= 0
            && u.Used.Split('.')[0] != u.Room && used <= FloorOf(u.Room));

        Assert.Empty(upwards.Select(u => $"{u.File} uses {u.Used}"));
    }

    [Fact]
    public void A_room_never_looks_into_another_rooms_private_folders()
    {
        var intrusions = Usings.Where(u => u.Used.Split('.') is { Length: > 1 } path && path[0] != u.Room && FloorOf(path[0]) >= 0);

        Assert.Empty(intrusions.Select(u => $"{u.File} uses {u.Used}"));
    }

    [Fact]
    public void No_folder_is_named_for_nothing()
    {
        string[] empty = ["Common", "Utils", "Helpers", "Services", "Managers", "Models", "Misc"];
        var found = Directory.EnumerateDirectories(Path.Combine(SharedData.RepositoryRoot, "src"), "*", SearchOption.AllDirectories)
            .Where(d => empty.Contains(Path.GetFileName(d), StringComparer.OrdinalIgnoreCase));

        Assert.Empty(found);
    }

    private static int FloorOf(string room) => Array.FindIndex(Floors, f => f.Contains(room));

    [GeneratedRegex(@"^\s*@?using\s+(static\s+)?Fairlead\.Platform\.(?<path>[\w.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex UsingOfRoom();
}
