using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Seeds;

/// <summary>Plants the site: words first, then fields, then the projects that use them.</summary>
internal static class Seed
{
    public static void Plant(Site site)
    {
        Words(site);
        SeedPeople(site);
        SeedFields.Plant(site);
        SeedProjects.Plant(site);
        if (site.Options.Seed == SandboxSeed.WithIssues)
            SeedIssues.Plant(site);
    }

    private static void Words(Site site)
    {
        site.Statuses.AddRange(
        [
            new Status(10_000, "To Do", StatusCategory.New),
            new Status(3, "In Progress", StatusCategory.InProgress, "This issue is being actively worked on at the moment."),
            new Status(10_001, "In Review", StatusCategory.InProgress),
            new Status(10_002, "Done", StatusCategory.Done),
            new Status(10_003, "Rejected", StatusCategory.Done),
            new Status(10_004, "Waiting", StatusCategory.InProgress),
        ]);
        site.Priorities.AddRange(
        [
            new Priority(1, "Highest", "#d04437", "This problem will block progress."),
            new Priority(2, "High", "#f15C75", "Serious problem that could block progress."),
            new Priority(3, "Medium", "#f79232", "Has the potential to affect progress."),
            new Priority(4, "Low", "#707070", "Minor problem or easily worked around."),
            new Priority(5, "Lowest", "#999999", "Trivial problem with little or no impact on progress."),
        ]);
        site.Resolutions.AddRange(
        [
            new Resolution(10_000, "Done", "Work has been completed on this issue."),
            new Resolution(10_001, "Won't Do", "This issue won't be actioned."),
            new Resolution(10_002, "Duplicate", "The problem is a duplicate of an existing issue."),
            new Resolution(10_003, "Cannot Reproduce", "All attempts at reproducing this issue failed."),
        ]);
        site.LinkTypes.AddRange(
        [
            new IssueLinkType(10_000, "Blocks", "is blocked by", "blocks"),
            new IssueLinkType(10_001, "Cloners", "is cloned by", "clones"),
            new IssueLinkType(10_002, "Duplicate", "is duplicated by", "duplicates"),
            new IssueLinkType(10_003, "Relates", "relates to", "relates to"),
        ]);
        site.IssueTypes.AddRange(
        [
            new IssueType(10_000, "Epic", "A big piece of work that holds others.", 1, 10_307),
            new IssueType(10_001, "Story", "Something a user wants.", 0, 10_315),
            new IssueType(10_002, "Task", "A small, distinct piece of work.", 0, 10_318),
            new IssueType(10_003, "Sub-task", "A piece of work that is part of a larger one.", -1, 10_316),
            new IssueType(10_004, "Bug", "A problem or error.", 0, 10_303),
        ]);
    }

    private static void SeedPeople(Site site)
    {
        var accounts = site.Accounts;
        site.Groups.AddRange(["jira-software-users", "jira-administrators", "security-leads"]);
        site.Teams.AddRange(site.IsCloud
            ? [new Team("36885b3c-1bf0-4f85-a357-c5b858c31de4", "Platform"), new Team("8f5d2c1a-7b0e-4c6d-9a31-2e4f60718293", "Payments")]
            : [new Team("1", "Platform"), new Team("2", "Payments")]);
        string[] users = ["jira-software-users"];
        site.People.AddRange(
        [
            new Account(accounts.AccountId, "JIRAUSER10100", accounts.UserName, "Fairlead Bot", accounts.Email,
                site.Options.TimeZoneId, users),
            new Account("712020:0a1c7a7e-alice", "JIRAUSER10101", "alice", "Alice Meyer", accounts.AdministratorEmail, "Europe/Zurich",
                [.. users, "jira-administrators", "security-leads"]),
            new Account("712020:1b2d8b8f-bob", "JIRAUSER10102", "bob", "Bob Tanaka", "bob@sandbox.example", "Asia/Tokyo", users),
            new Account("712020:2c3e9c90-chen", "JIRAUSER10103", "chen", "Chen Wei", "chen@sandbox.example", "Etc/UTC", users),
            new Account("712020:3d4fada1-dana", "JIRAUSER10104", "dana", "Dana Novak", "dana@sandbox.example", "Europe/Prague",
                [.. users, "security-leads"]),
            new Account("712020:4e50beb2-erik", "JIRAUSER10105", "erik", "Erik Gone", "erik@sandbox.example", "Etc/UTC", users)
            {
                IsActive = false,
                IsAssignable = false,
            },
            new Account("712020:5f61cfc3-finn", "JIRAUSER10106", "finn", "Finn Reader", "finn@sandbox.example", "Etc/UTC", users)
            {
                IsAssignable = false,
            },
        ]);
    }
}
