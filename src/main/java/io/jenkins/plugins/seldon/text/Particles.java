package io.jenkins.plugins.seldon.text;

import java.util.List;
import java.util.Locale;

/**
 * Korean particles behind inserted texts. A template writes both forms, as in {@code {0}을(를)}, since which one is right depends
 * on how the text before it is read aloud: whether it ends in a consonant. Hangul syllables tell; numbers, letters' names and
 * units have Korean names; an English word is read by the rules that Korean writes loanwords with (the National Institute's
 * 외래어 표기법). Both forms stay where the text ends in something that nobody reads aloud. Pure.
 */
final class Particles {

    /** How a syllable ends: {@code R} is the consonant ㄹ, behind which 로 needs no 으. */
    private enum Ending {
        VOWEL,
        R,
        CONSONANT,
        UNKNOWN
    }

    /** A particle as templates write it, behind a consonant and behind a vowel. */
    private record Particle(String written, String behindConsonant, String behindVowel) {

        String behind(Ending ending) {
            boolean isLikeVowel = ending == Ending.VOWEL || ending == Ending.R && behindVowel.equals("로");
            return ending == Ending.UNKNOWN ? written : isLikeVowel ? behindVowel : behindConsonant;
        }
    }

    private static final List<Particle> PARTICLES = List.of(
            new Particle("을(를)", "을", "를"),
            new Particle("이(가)", "이", "가"),
            new Particle("은(는)", "은", "는"),
            new Particle("과(와)", "과", "와"),
            new Particle("(으)로", "으로", "로"),
            new Particle("(이)나", "이나", "나"));

    /** What is written behind a number and read as a word that ends in a vowel: 밀리초, 초, 퍼센트, 바이트. */
    private static final List<String> UNITS = List.of("ms", "s", "%", "B", "KiB", "MiB", "GiB", "Ki", "Mi", "Gi");

    private static final String CLOSING = "'\"`’”»)]";
    private static final String VOWELS = "aeiouy";
    private static final int FIRST_SYLLABLE = 0xAC00;
    private static final int LAST_SYLLABLE = 0xD7A3;
    private static final int FINALS = 28;
    private static final int FINAL_R = 8;

    private Particles() {}

    /**
     * Says what stands behind an inserted text: with the particle that agrees with it, where a particle stands first, perhaps
     * behind a closing quote or bracket.
     *
     * @param said what was said up to there, which the text is added to
     */
    static void append(StringBuilder said, String behind) {
        int at = 0;
        while (at < behind.length() && CLOSING.indexOf(behind.charAt(at)) >= 0) {
            at++;
        }
        said.append(behind, 0, at);
        for (Particle particle : PARTICLES) {
            if (behind.startsWith(particle.written(), at)) {
                said.append(particle.behind(ending(said.toString())));
                at += particle.written().length();
                break;
            }
        }
        said.append(behind, at, behind.length());
    }

    private static Ending ending(String said) {
        String word = lastWord(said);
        if (word.isEmpty()) {
            return Ending.UNKNOWN;
        }
        char last = word.charAt(word.length() - 1);
        if (last >= FIRST_SYLLABLE && last <= LAST_SYLLABLE) {
            int consonant = (last - FIRST_SYLLABLE) % FINALS;
            return consonant == 0 ? Ending.VOWEL : consonant == FINAL_R ? Ending.R : Ending.CONSONANT;
        }
        if (isUnit(word)) {
            return Ending.VOWEL;
        }
        if (last >= '0' && last <= '9') {
            return digit(last);
        }
        return last >= 'A' && last <= 'Z' || last >= 'a' && last <= 'z' ? letters(word) : Ending.UNKNOWN;
    }

    /** Without quotes and a remark in brackets behind it, which are not read: 'web' (app) is read as web. */
    private static String lastWord(String said) {
        int end = said.length();
        while (end > 0 && CLOSING.indexOf(said.charAt(end - 1)) >= 0) {
            int open = said.charAt(end - 1) == ')' ? said.lastIndexOf('(', end - 1) : -1;
            end = open > 0 ? open : end - 1;
            while (end > 0 && open > 0 && said.charAt(end - 1) == ' ') {
                end--;
            }
        }
        return said.substring(said.lastIndexOf(' ', end - 1) + 1, end);
    }

    /** A unit alone, as behind a blank, or right behind its number. */
    private static boolean isUnit(String word) {
        int from = 0;
        while (from < word.length() && (Character.isDigit(word.charAt(from)) || ".,".indexOf(word.charAt(from)) >= 0)) {
            from++;
        }
        return UNITS.contains(word.substring(from));
    }

    /** 영 일 이 삼 사 오 육 칠 팔 구; 십, 백, 천 and 만 end in consonants as 영 does. */
    private static Ending digit(char digit) {
        return switch (digit) {
            case '2', '4', '5', '9' -> Ending.VOWEL;
            case '1', '7', '8' -> Ending.R;
            default -> Ending.CONSONANT;
        };
    }

    private static Ending letters(String word) {
        int from = word.length();
        while (from > 0 && Character.isLetter(word.charAt(from - 1))) {
            from--;
        }
        String letters = word.substring(from);
        boolean isSpelled = Character.isUpperCase(letters.charAt(letters.length() - 1))
                || letters.toLowerCase(Locale.ROOT).chars().noneMatch(c -> VOWELS.indexOf(c) >= 0);
        return isSpelled
                ? name(Character.toUpperCase(letters.charAt(letters.length() - 1)))
                : sound(letters.toLowerCase(Locale.ROOT));
    }

    /** Letters' names: 엘, 엠, 엔 and 알 end in consonants. */
    private static Ending name(char letter) {
        return switch (letter) {
            case 'L', 'R' -> Ending.R;
            case 'M', 'N' -> Ending.CONSONANT;
            default -> Ending.VOWEL;
        };
    }

    /**
     * 모델, 콘솔, 네임, 라인, 링 and, behind one short vowel or a c, 웹, 토픽, 스택, 맵, 버킷; all else ends in a vowel: 서버, 노드, 테스트,
     * 루트.
     */
    private static Ending sound(String word) {
        if (word.endsWith("l") || word.endsWith("le")) {
            return Ending.R;
        }
        String stem = word.endsWith("me") || word.endsWith("ne") ? word.substring(0, word.length() - 1) : word;
        if (stem.endsWith("m") || stem.endsWith("n") || stem.endsWith("ng") || stem.endsWith("ck")) {
            return Ending.CONSONANT;
        }
        int length = word.length();
        boolean isBehindShortVowel = length > 1
                && VOWELS.indexOf(word.charAt(length - 2)) >= 0
                && (length == 2 || VOWELS.indexOf(word.charAt(length - 3)) < 0);
        return isBehindShortVowel && "bcpkt".indexOf(word.charAt(length - 1)) >= 0 ? Ending.CONSONANT : Ending.VOWEL;
    }
}
