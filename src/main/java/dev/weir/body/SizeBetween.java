package dev.weir.body;

import io.quarkus.runtime.configuration.MemorySize;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** Bounds of a size in bytes, both included. */
@Documented
@Constraint(validatedBy = SizeBetween.Check.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE_USE})
public @interface SizeBetween {
    /** The smallest, in bytes. */
    long min();

    /** The largest, in bytes. */
    long max();

    /** The message of a size outside of them. */
    String message() default "must be at least {min} and at most {max} bytes";

    /** Asked for by Jakarta Validation. */
    Class<?>[] groups() default {};

    /** Asked for by Jakarta Validation. */
    Class<? extends Payload>[] payload() default {};

    /** Checks a size; an absent one is valid. */
    final class Check implements ConstraintValidator<SizeBetween, MemorySize> {
        private long min;
        private long max;

        @Override
        public void initialize(SizeBetween bounds) {
            min = bounds.min();
            max = bounds.max();
        }

        @Override
        public boolean isValid(@Nullable MemorySize size, ConstraintValidatorContext context) {
            return size == null || (size.asLongValue() >= min && size.asLongValue() <= max);
        }
    }
}
